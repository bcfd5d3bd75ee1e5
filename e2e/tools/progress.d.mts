export function say(line: string): void
export function step<T>(
  sentence: string,
  work: () => Promise<T>,
  options?: { tell?: (line: string) => void; slowMs?: number; repeatMs?: number },
): Promise<T>
