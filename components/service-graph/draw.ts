import type { Core, EventObject } from 'cytoscape'
import { type Box, boundingBox, cardBox, grown, type Point } from './geometry'
import { headingHeight, hullPadding, toHulls } from './hulls'
import { boxWithLoops, loopCounts } from './loop-room'
import { toCytoscape } from './to-cytoscape'
import type { ArrangedGraph } from './use-arrangement'
import { broughtIntoSight, fitted, opening, type Space } from './viewport'

export const spaceOf = (cy: Core): Space => ({ width: cy.width(), height: cy.height() })

/** What stays keeps its element, what went is removed, what came is added. */
export function show(cy: Core, { graph, arrangement }: ArrangedGraph) {
  const elements = toCytoscape(graph, arrangement)
  const wanted = new Set(elements.map(({ data }) => data.id))
  cy.batch(() => {
    cy.elements()
      .filter((element) => !wanted.has(element.id()))
      .remove()
    for (const { data, position, ...rest } of elements) {
      const shown = cy.getElementById(data.id ?? '')
      if (shown.empty()) cy.add({ data, ...(position ? { position } : {}), ...rest })
      else shown.data(data)
      if (position) shown.position(position)
    }
  })
}

/** Everything that is drawn, hulls included. */
export function pictureBox({ graph, arrangement }: ArrangedGraph): Box | null {
  const cards = graph.nodes.flatMap(({ id }) => arrangement.positions.get(id) ?? []).map(cardBox)
  const slots = graph.edges.flatMap(({ id }) => arrangement.slots.get(id) ?? [])
  const loops = [...loopCounts(graph.edges)].flatMap(([id, count]) => {
    const card = arrangement.positions.get(id)
    return card ? [boxWithLoops(card, count, arrangement.direction)] : []
  })
  const hulls = toHulls(graph, arrangement).map(({ box }) => box)
  return boundingBox([...cards, ...slots, ...loops, ...hulls])
}

/** What a selection is about, the most important last: a card; an edge's two cards and its pill. */
function selectionBoxes({ graph, arrangement }: ArrangedGraph, id: string): Box[] {
  const edge = graph.edges.find((one) => one.id === id)
  const ids = edge ? [edge.source, edge.target] : [id]
  const cards = ids.flatMap((card) => arrangement.positions.get(card) ?? []).map(cardBox)
  return [boundingBox(cards), arrangement.slots.get(id)].filter((box) => box != null)
}

/** The first in reading order: where the opening picture starts and where Tab enters. */
export function firstCard({ graph, arrangement }: ArrangedGraph): { id: string; at: Point } | null {
  const { positions, direction } = arrangement
  const axis = direction === 'RIGHT' ? 'x' : 'y'
  const callers = new Set(graph.edges.map(({ source }) => source))
  const cards = graph.nodes.flatMap(({ id }) => {
    const at = positions.get(id)
    return at ? [{ id, at, calls: callers.has(id) }] : []
  })
  return (
    cards.sort((a, b) => Number(b.calls) - Number(a.calls) || a.at[axis] - b.at[axis])[0] ?? null
  )
}

export function openPicture(cy: Core, arranged: ArrangedGraph) {
  const box = pictureBox(arranged)
  const start = firstCard(arranged)
  if (box && start) cy.viewport(opening(box, spaceOf(cy), start.at))
}

/**
 * Some cards with what stands around them, as large as they can be read; the rest is a drag away.
 * Answers the first of them, which is in sight.
 */
export function frameCards(
  cy: Core,
  { arrangement }: ArrangedGraph,
  ids: readonly string[],
): string | null {
  const cards = ids.flatMap((id) => {
    const at = arrangement.positions.get(id)
    return at ? [{ id, box: cardBox(at) }] : []
  })
  const box = boundingBox(cards.map((card) => card.box))
  const [first] = cards.toSorted((a, b) => a.box.x - b.box.x || a.box.y - b.box.y)
  if (!box || !first) return null
  const around = grown(box, hullPadding + headingHeight)
  cy.viewport(opening(around, spaceOf(cy), first.box))
  return first.id
}

export function fitPicture(cy: Core, arranged: ArrangedGraph) {
  const box = pictureBox(arranged)
  if (box) cy.viewport(fitted(box, spaceOf(cy)))
}

export function bringIntoSight(cy: Core, arranged: ArrangedGraph, id: string) {
  for (const box of selectionBoxes(arranged, id)) {
    const pan = broughtIntoSight(box, { zoom: cy.zoom(), pan: cy.pan() }, spaceOf(cy))
    if (pan) cy.pan(pan)
  }
}

export function zoomBy(cy: Core, factor: number) {
  const { width, height } = spaceOf(cy)
  cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: width / 2, y: height / 2 } })
}

/** Colours the line of a selected edge; a card's own button shows that it is pressed. */
export function markChosen(cy: Core, id: string | null) {
  cy.edges().removeClass('chosen')
  if (id !== null) cy.getElementById(id).filter('edge').addClass('chosen')
}

/** Lays a light under the lines of edges that were found. */
export function markFound(cy: Core, found: ReadonlySet<string>) {
  cy.batch(() => {
    for (const edge of cy.edges().toArray()) edge.toggleClass('found', found.has(edge.id()))
  })
}

/** A tap on a card or a pill lands on the element above the canvas; on a line, on cytoscape's own. */
export function tappedId({ target, cy, originalEvent }: EventObject): string | null {
  const element = originalEvent.target
  const above =
    element instanceof Element ? element.closest<HTMLElement>('[data-element-id]') : null
  if (above) return above.dataset.elementId ?? null
  return target === cy ? null : target.id()
}

/** A card, or what an edge has for keys. */
export const giveFocus = (container: HTMLElement, id: string) =>
  container
    .querySelector<HTMLElement>(`[data-element-id="${CSS.escape(id)}"]`)
    ?.focus({ preventScroll: true })
