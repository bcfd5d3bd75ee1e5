export type ToolName = 'chromium' | 'prometheus'

export function findTools(): Promise<Record<ToolName, string>>
export function findTools<Name extends ToolName>(
  names: readonly Name[],
): Promise<Record<Name, string>>
export function toolVariables(found: Partial<Record<ToolName, string>>): Record<string, string>
