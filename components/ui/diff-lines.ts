export type DiffLine = {
  kind: 'same' | 'added' | 'removed' | 'gap'
  text: string
}

const kinds: Record<string, DiffLine['kind']> = {
  '+': 'added',
  '-': 'removed',
  ' ': 'same',
  '@': 'gap',
}

/** The lines of a unified diff of one file, without its file names. */
export function diffLines(unified: string): DiffLine[] {
  const lines = unified.replace(/\n$/, '').split('\n')
  const first = lines.findIndex((line) => line.startsWith('@@'))
  return (first < 0 ? [] : lines.slice(first)).flatMap((line) => {
    const kind = kinds[line[0] ?? ' ']
    // What is none of these tells of the file's end, not of its text.
    return kind === undefined ? [] : [{ kind, text: line.slice(1) }]
  })
}
