import type { Page } from '@playwright/test'

export type Box = { left: number; top: number; right: number; bottom: number }

/** What is on the canvas, in pixels of the screen. */
export type Drawn = {
  stage: Box
  cards: { id: string; box: Box; nameSize: number }[]
  pills: { id: string; box: Box }[]
}

const nameSizeAtFullScale = 13

/** All boxes at one moment. */
export const readDrawn = (page: Page): Promise<Drawn> =>
  page.evaluate((fullSize) => {
    const boxOf = (one: Element) => {
      const { left, top, right, bottom } = one.getBoundingClientRect()
      return { left, top, right, bottom }
    }
    const stage = document.querySelector('section[aria-label^="Service graph"]')
    if (!stage) throw new Error('there is no canvas')
    const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)]
    return {
      stage: boxOf(stage),
      cards: all('[data-node-id]').map((one) => ({
        id: one.dataset.nodeId ?? '',
        box: boxOf(one),
        nameSize: (one.getBoundingClientRect().height / one.offsetHeight) * fullSize,
      })),
      pills: all('[data-edge-id]').map((one) => ({
        id: one.dataset.edgeId ?? '',
        box: boxOf(one),
      })),
    }
  }, nameSizeAtFullScale)

/** Less than a pixel is a rounding, not an overlap. */
const slack = 0.5

const overlap = (a: Box, b: Box) =>
  a.left < b.right - slack &&
  b.left < a.right - slack &&
  a.top < b.bottom - slack &&
  b.top < a.bottom - slack

/** Pairs of things that lie on each other: cards on cards, pills on either. */
export function overlaps({ cards, pills }: Drawn): [string, string][] {
  const all = [...cards, ...pills]
  return all.flatMap((one, index) =>
    all
      .slice(index + 1)
      .filter((other) => overlap(one.box, other.box))
      .map((other): [string, string] => [one.id, other.id]),
  )
}

export const outside = ({ stage, cards, pills }: Drawn): string[] =>
  [...cards, ...pills]
    .filter(
      ({ box }) =>
        box.left < stage.left - slack ||
        box.top < stage.top - slack ||
        box.right > stage.right + slack ||
        box.bottom > stage.bottom + slack,
    )
    .map(({ id }) => id)

export const inSight = ({ stage, cards }: Drawn) =>
  cards.filter(({ box }) => overlap(box, stage)).map(({ id }) => id)
