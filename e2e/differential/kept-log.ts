import { vi } from 'vitest'

/** What the product logs, kept instead of printed. */
export function keepLog() {
  const lines: string[] = []
  vi.spyOn(console, 'error').mockImplementation((line: string) => void lines.push(line))
  return {
    lines,
    /** One for each write, also for one that failed. */
    writes: () =>
      lines.map((line) => JSON.parse(line)).filter(({ message }) => message === 'write'),
    forget: () => {
      lines.length = 0
    },
  }
}
