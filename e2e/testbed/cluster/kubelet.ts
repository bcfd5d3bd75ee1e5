import type { Cache } from './cache'
import { podAddress, runningStatus } from './pods'
import type { Writer } from './writer'

/** Starts pods: one that has no address gets one and is ready at once. */
export function newKubelet({ cache, writer }: { cache: Cache; writer: Writer }) {
  let serial = 0

  const isTaken = (address: string) =>
    cache.all('Pod').some(({ status }) => status?.podIP === address)

  const freeAddress = (): string => {
    do serial++
    while (isTaken(podAddress(serial)))
    return podAddress(serial)
  }

  return async (key: string): Promise<void> => {
    const pod = cache.get('Pod', key)
    if (!pod || pod.status?.podIP) return
    await writer.patchStatus('Pod', pod, runningStatus(pod, freeAddress()))
  }
}
