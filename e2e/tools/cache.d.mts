export function cacheFolder(environment?: Record<string, string | undefined>): string
export function isExecutable(file: string): boolean
export function onPath(
  names: readonly string[],
  places?: readonly string[],
  searched?: string,
): string[]
export function inCache(tool: string, executable: string, cache?: string): string[]
export function intoCache(
  tool: string,
  fill: (folder: string) => Promise<string>,
  cache?: string,
): Promise<string>
