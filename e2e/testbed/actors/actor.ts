/** Somebody else who works on the cluster while a test or a person watches. */
export type Actor = { stop(): Promise<void> }

export type ActorSlot<Plan> = {
  plan(): Plan | null
  /** The one before leaves first. A plan that cannot be started leaves the slot empty. */
  set(plan: Plan | null): Promise<void>
  stop(): Promise<void>
}

/** Room for one actor of a kind. */
export function actorSlot<Plan>(start: (plan: Plan) => Promise<Actor>): ActorSlot<Plan> {
  let present: { plan: Plan; actor: Actor } | null = null

  async function clear() {
    const leaving = present
    present = null
    await leaving?.actor.stop()
  }
  return {
    plan: () => present?.plan ?? null,
    async set(plan) {
      await clear()
      if (plan !== null) present = { plan, actor: await start(plan) }
    },
    stop: clear,
  }
}
