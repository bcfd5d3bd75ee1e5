import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

export type ScratchFolder = {
  path: string
  /** Writes a file, with its folders, and returns its path. */
  write(file: string, text: string, mode?: number): string
  remove(): void
}

/** A folder for one test. */
export function scratchFolder(): ScratchFolder {
  const folder = mkdtempSync(path.join(tmpdir(), 'binnacle-test-'))
  return {
    path: folder,
    write(file, text, mode = 0o644) {
      const full = path.join(folder, file)
      mkdirSync(path.dirname(full), { recursive: true })
      writeFileSync(full, text, { mode })
      return full
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
