export function newKeys(): { secret: Buffer; keySet: string }
export function startPortal(options: {
  port: number
  consoleUrl: string
  secret: Buffer
}): Promise<{ stop: () => void }>
