import { drawBinomial, drawPoisson, drawTotal, type Random } from '../draw/random'
import type { PlannedCall } from '../traffic-plan'
import type { World } from '../world/world'
import {
  type ConnectionGroup,
  closeConnections,
  openConnections,
  passBytes,
} from './connection-groups'
import { type Flow, groupsOf, passMessages } from './flow'

/** What is open now of one way in which a call goes. */
type Held = {
  flow: Flow
  groups: readonly ConnectionGroup[]
  open: number
  /** Of each; what is open now stays so without regard to how long it has been. */
  meanSeconds: number
  /** Over the whole life of each; `null` where requests bring their own. */
  messages: PlannedCall['messages'] | null
  hasBytes: boolean
  /** Streams and WebSockets are requests that are counted at their end. */
  isRequest: boolean
}

export type Ended = { flow: Flow; count: number; meanSeconds: number }

export type HeldBook = {
  /** Connections, streams, WebSockets. */
  open(flow: Flow, planned: PlannedCall, count: number): void
  /** The connections below so many requests: new ones where a pool has none to spare. */
  pool(random: Random, flow: Flow, requests: number): void
  /**
   * Lets time pass over everything that is open; `activity` 0 lets it lie idle. Answers the streams
   * and WebSockets that have ended.
   */
  advance(random: Random, seconds: number, activity: number): Ended[]
  /** What has an end in a pod that is not in this world is closed. */
  keep(world: World): void
}

/** A pool's connection carries so many requests, and is closed when it has been idle long enough. */
const pooled = { requests: 25, seconds: 30 }
/** A connection of which nothing is said: a question, an answer, the end. */
const briefSeconds = 0.05

export function newHeldBook(): HeldBook {
  const all = new Map<string, Held>()

  function heldOf(key: string, fresh: () => Held): Held {
    const known = all.get(key)
    if (known) return known
    const held = fresh()
    all.set(key, held)
    return held
  }

  function openHeld(held: Held, flow: Flow, count: number) {
    // Routes may have changed around it; its counters are the same.
    held.flow = flow
    held.open += count
    for (const group of held.groups) openConnections(group, count)
  }

  function pass(random: Random, { flow, groups, messages, hasBytes }: Held, lives: number) {
    if (hasBytes) {
      const received = drawTotal(random, lives, flow.bytes.received)
      const sent = drawTotal(random, lives, flow.bytes.sent)
      for (const group of groups) passBytes(group, received, sent)
    }
    if (!messages) return
    const [request, response] = [messages.request, messages.response].map((ofWhole) =>
      drawPoisson(random, lives * ofWhole),
    ) as [number, number] // two in, two out
    passMessages(flow, request, response)
  }

  function end(held: Held, count: number) {
    held.open -= count
    for (const group of held.groups) closeConnections(group, count)
  }

  return {
    open: (flow, planned, count) => {
      const held = heldOf(flow.key, () => ({
        flow,
        groups: groupsOf(flow),
        open: 0,
        meanSeconds: planned.lastsSeconds ?? briefSeconds,
        messages: flow.row.protocol === 'grpc' ? planned.messages : null,
        hasBytes: true,
        isRequest: flow.connections === null,
      }))
      openHeld(held, flow, count)
    },
    pool: (random, flow, requests) => {
      if (flow.legs.length === 0) return
      const held = heldOf(`pool ${flow.key}`, () => ({
        flow,
        groups: flow.legs,
        open: 0,
        meanSeconds: pooled.seconds,
        messages: null,
        hasBytes: false,
        isRequest: false,
      }))
      openHeld(held, flow, drawBinomial(random, requests, 1 / pooled.requests))
    },
    advance: (random, seconds, activity) => {
      const ended: Ended[] = []
      for (const held of all.values()) {
        if (held.open === 0) continue
        const endingShare = 1 - Math.exp(-seconds / held.meanSeconds)
        // Of all lives that are open, the part that is lived in this time.
        pass(random, held, held.open * endingShare * activity)
        const count = drawBinomial(random, held.open, endingShare)
        if (count === 0) continue
        end(held, count)
        if (held.isRequest) ended.push({ flow: held.flow, count, meanSeconds: held.meanSeconds })
      }
      return ended
    },
    keep: (world) => {
      for (const [key, held] of all) {
        const isGone = held.flow.pods.some((pod) => world.pods.get(pod.key)?.ip !== pod.ip)
        if (!isGone) continue
        end(held, held.open)
        all.delete(key)
      }
    },
  }
}
