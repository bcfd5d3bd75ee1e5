export function withLock<T>(file: string, work: () => Promise<T>, retryMs?: number): Promise<T>
