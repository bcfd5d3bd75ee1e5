export function areInstalled(folder?: string): Promise<boolean>
export function ensureDependencies(folder?: string): Promise<void>
