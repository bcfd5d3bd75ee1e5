export function hashOfInputs(folder?: string): Promise<string>
export function isStale(folder?: string): Promise<boolean>
export function swapIn(folder?: string): Promise<void>
export function ensureBuild(folder?: string): Promise<void>
