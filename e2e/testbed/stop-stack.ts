type Stop = () => Promise<unknown>
type Part = { stop: Stop }

export type StopStack = {
  /** To be stopped before everything that was pushed earlier; at once when all has been stopped. */
  push(stop: Stop): void
  /** The part once it has started; it is then on the stack. */
  keep<Started extends Part>(starting: Promise<Started>): Promise<Started>
  stopAll(): Promise<void>
}

/** Stops in reverse order; what cannot be stopped does not keep the rest alive. */
export function stopStack(): StopStack {
  const stops: Stop[] = []
  const failures: unknown[] = []
  let ending: Promise<void> = Promise.resolve()
  let hasEnded = false

  async function stopPushed() {
    for (let stop = stops.pop(); stop; stop = stops.pop()) {
      await stop().catch((error: unknown) => failures.push(error))
    }
  }
  function stopAfterTheRest() {
    ending = ending.then(stopPushed)
  }
  function push(stop: Stop) {
    stops.push(stop)
    if (hasEnded) stopAfterTheRest()
  }
  return {
    push,
    async keep(starting) {
      const part = await starting
      push(part.stop)
      return part
    },
    async stopAll() {
      hasEnded = true
      stopAfterTheRest()
      await ending
      if (failures.length > 0) throw new AggregateError(failures, 'not everything could be stopped')
    },
  }
}
