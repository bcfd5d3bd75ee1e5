export type FoundTool = { file: string; version: string }

export type Way = {
  name: string
  /** It puts the program on PATH or in a usual place, not into the folder it is given. */
  installs?: boolean
  isPossible(): boolean
  /** Fills the folder and returns the version. */
  fetch(folder: string): Promise<string>
}

export type Tool = {
  name: string
  title: string
  variable: string
  /** A variable that names a folder with this program in it, among others. */
  assets?: string
  /** In words: "a Prometheus of 2.39 or newer". */
  wanted: string
  advice: string
  executables: readonly string[]
  places: readonly string[]
  /** Path of the executable inside a version's folder of the cache. */
  cached: string
  inspect(file: string): Promise<string | null>
  ways: readonly Way[]
}

export function findTool(
  tool: Tool,
  environment?: Record<string, string | undefined>,
): Promise<FoundTool>
