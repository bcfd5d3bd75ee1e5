export type Count = { passed: number; failures: string[]; skips: string[] }

export function countVitest(report: {
  testResults: {
    name: string
    message?: string
    status: string
    assertionResults: { status: string; fullName: string; failureMessages?: string[] }[]
  }[]
}): Count

export type PlaywrightSuite = {
  suites?: PlaywrightSuite[]
  specs?: {
    title: string
    tests: {
      status: string
      annotations: { type: string; description?: string }[]
      results?: { error?: { message?: string } }[]
    }[]
  }[]
}
export function countPlaywright(report: {
  suites: PlaywrightSuite[]
  errors?: { message?: string }[]
}): Count
export function judge(count: Count, exitCode: number | null): Count
export function countCommand(exitCode: number | null): Count
export function closingLines(counts: readonly (Count & { title: string })[]): string[]

export type Suite = {
  title: string
  build?: true
  needs?: string
  plan?: (folder: string) => { commands: string[][]; env?: Record<string, string>; report?: string }
}
/** Stages of lanes of suites. */
export const stages: readonly (readonly (readonly Suite[])[])[]
