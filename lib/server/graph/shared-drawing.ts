import 'server-only'
import type { MeshFacts } from '../../domain/service-graph/mesh-facts'
import { processState } from '../../process-state'
import { share } from '../flights'
import type { Rendered } from '../rendered'
import type { DataWanted, Drawing, Wanted } from './draw-bytes'
import { draw } from './draw-off-thread'

/**
 * Who asks the same of the same answers and the same facts is given one drawing: fifty screens that
 * refresh in one slot cost what one does.
 */
export const sharedDrawing = <W extends Wanted>(
  drawing: Drawing<W>,
  facts: MeshFacts,
  signal: AbortSignal,
): Promise<Rendered<DataWanted<W>>> =>
  share(keyOf(drawing, facts), signal, () => draw(drawing, facts))

/** Answers and facts are shared already, so the same ones are the same objects. */
function keyOf({ answers, options, wanted }: Drawing, facts: MeshFacts): string {
  const { requests, volumes, latency, security } = answers
  const numbers = [...requests, volumes, latency, security, facts].map((one) =>
    one === null ? 0 : numberOf(one),
  )
  return `drawing ${numbers} ${JSON.stringify([options, wanted], setsAsLists)}`
}

const setsAsLists = (_: string, value: unknown) =>
  value instanceof Set ? [...value].sort() : value

const numbering = () =>
  processState('numbers-of-answers', () => ({ last: 0, of: new WeakMap<object, number>() }))

function numberOf(one: object): number {
  const state = numbering()
  const number = state.of.get(one) ?? ++state.last
  state.of.set(one, number)
  return number
}
