export function isFree(port: number): Promise<boolean>
export function anyFreePort(): Promise<number>
export function firstFreePort(from: number): Promise<number>
export function choosePort(asked: string | undefined, first?: number): Promise<number>
