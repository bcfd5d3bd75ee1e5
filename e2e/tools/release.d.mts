export function checksumOf(file: string, sums: string): string | null
export function platform(): string
export function unpackRelease(
  release: { base: string; archive: string; sums: string; member: string; strip?: number },
  folder: string,
): Promise<void>
