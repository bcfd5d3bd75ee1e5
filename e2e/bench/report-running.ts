import type { GraphFigures } from './measure-graph'
import { type Cells, factor, kilobytes, milliseconds, table, verdict } from './report'

/**
 * The first graph after start of the leading peer (Kiali 2.30.0) on the same kind of machine and mesh,
 * in ms, and what part of it ours may take.
 */
const peer: Record<number, { ms: number; part: number }> = {
  60: { ms: 630, part: 1 / 5 },
  500: { ms: 3_476, part: 1 / 10 },
  1000: { ms: 6_763, part: 1 / 10 },
}

/** What the process and the browser may take, whatever the size of the mesh. */
const goals = {
  eventLoopMs: 50,
  residentMb: 400,
  openingBytes: 40_000,
  taskMs: 200,
  scriptBytes: 330_000,
  viewersOverOne: 1.2,
}

/** First useful paint, by services. */
const paintGoal = (services: number) => (services <= 60 ? 1_000 : services <= 500 ? 2_000 : 5_000)

const titles = ['services / namespaces', 'measure', 'figure', 'goal', 'verdict']

type Measured = { what: string; figure: string; goal: string; isMet: boolean }

function firstGraph({ services, dense, firstMs }: GraphFigures): Measured[] {
  const known = dense ? undefined : peer[services]
  const figure = milliseconds(firstMs)
  const what = 'first graph after start, ms'
  if (!known) return [{ what, figure, goal: 'none', isMet: true }]
  const most = known.ms * known.part
  return [
    {
      what,
      figure: `${figure}, ${(firstMs.median / known.ms).toFixed(2)} of the peer's`,
      goal: `≤ ${most.toFixed(0)}`,
      isMet: firstMs.median <= most,
    },
  ]
}

const atMost = (what: string, value: number, most: number, shown = value.toFixed(0)): Measured => ({
  what,
  figure: shown,
  goal: `≤ ${most}`,
  isMet: value <= most,
})

function measured(figures: GraphFigures): Measured[] {
  const { asked, residentMb, screen, services, queriesByViewers } = figures
  const opening = asked.find(({ what }) => what === 'opening view')
  const [one, fifty] = [queriesByViewers.at(0)?.queries ?? 0, queriesByViewers.at(-1)?.queries ?? 0]
  const viewers = fifty / one
  const { displacedPx, longestTaskMs, paintMs, scriptBytes } = screen
  return [
    ...firstGraph(figures),
    ...asked.map(({ what, eventLoopMaxMs }) =>
      atMost(`longest wait of the event loop, ms: ${what}`, eventLoopMaxMs, goals.eventLoopMs),
    ),
    atMost('resident memory of the console, MB', residentMb, goals.residentMb),
    ...(opening
      ? [
          {
            what: 'gzipped JSON of the opening view',
            figure: kilobytes(opening.gzippedBytes),
            goal: `≤ ${kilobytes(goals.openingBytes)}`,
            isMet: opening.gzippedBytes <= goals.openingBytes,
          },
          {
            what: 'opening view: the same PromQL summed by namespace ÷ as asked, both bare',
            figure: factor(opening.byNamespace),
            goal: 'none',
            isMet: true,
          },
        ]
      : []),
    atMost('queries of 50 viewers ÷ of one', viewers, goals.viewersOverOne, viewers.toFixed(2)),
    atMost('first card on screen, ms', paintMs.median, paintGoal(services), milliseconds(paintMs)),
    atMost('longest task of the page, ms', longestTaskMs, goals.taskMs),
    atMost('cards moved by a refresh, px', displacedPx, 0, displacedPx.toFixed(1)),
    {
      what: 'JavaScript on first load, gzip',
      figure: kilobytes(scriptBytes),
      goal: `≤ ${kilobytes(goals.scriptBytes)}`,
      isMet: scriptBytes <= goals.scriptBytes,
    },
  ]
}

const rowsOf = (figures: GraphFigures): Cells[] =>
  measured(figures).map(({ what, figure, goal, isMet }) => [
    `${figures.services} / ${figures.namespaces}${figures.dense ? ', one of them dense' : ''}`,
    what,
    figure,
    goal,
    goal === 'none' ? '' : verdict(isMet),
  ])

/** What the console and its screen take beside the time of an answer. */
export const runningMarkdown = (graphs: readonly GraphFigures[]) =>
  table(titles, 2, graphs.flatMap(rowsOf))
