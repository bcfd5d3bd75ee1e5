import type { Asked, GraphFigures } from './measure-graph'
import type { MtlsFigures } from './measure-mtls'
import type { SplitFigures } from './measure-splits'
import type { Spread } from './statistics'

export const milliseconds = ({ median, low, high }: Spread) =>
  `${median.toFixed(0)} (${low.toFixed(0)}–${high.toFixed(0)})`
export const factor = ({ median, low, high }: Spread) =>
  `${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`
export const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(0)} kB`
export const verdict = (isMet: boolean) => (isMet ? 'met' : '**missed**')

export type Cells = readonly (string | number)[]

/** A table whose first `words` columns are words; the rest are set right, but for the last. */
export function table(titles: readonly string[], words: number, rows: readonly Cells[]): string {
  const line = (cells: Cells) => `| ${cells.join(' | ')} |`
  const rule = titles.map((_, at) => (at < words || at === titles.length - 1 ? '---' : '--:'))
  return [line(titles), `|${rule.join('|')}|`, ...rows.map(line)].join('\n')
}

/** A request to the console itself costs some milliseconds, which only show in a small mesh. */
export const goalOf = (
  { bare }: Pick<Asked, 'bare'>,
  { services }: Pick<GraphFigures, 'services'>,
) => 1.25 * bare.median + (services <= 60 ? 10 : 0)

const graphRows = (figures: GraphFigures): Cells[] =>
  figures.asked.map((asked) => [
    `${figures.services} / ${figures.namespaces}`,
    asked.what,
    figures.series.toLocaleString('en'),
    asked.edges.toLocaleString('en'),
    `${asked.queries}, ${figures.queriesOfOneNamespace}`,
    milliseconds(asked.console),
    milliseconds(asked.bare),
    factor(asked.ratio),
    asked.surplusMs.toFixed(0),
    kilobytes(asked.gzippedBytes),
    figures.queriesByViewers.map(({ queries }) => queries).join(', '),
    verdict(asked.console.median <= goalOf(asked, figures)),
  ])

const graphTitles = [
  'services / namespaces',
  'question',
  'series',
  'edges',
  'queries: this, one namespace',
  'console ms',
  'bare ms',
  'console ÷ bare',
  'console − bare, ms',
  'gzipped JSON',
  'queries of 1, 10, 50 viewers',
  '≤ 1.25 × (+ 10 ms at 60)',
]

export const graphMarkdown = (graphs: readonly GraphFigures[]) =>
  table(graphTitles, 2, graphs.flatMap(graphRows))

/** Of an answer from what is known already, in milliseconds; and of questions that a new one asks. */
export const mtlsGoal = { warmMs: 150, queries: 4 }

const mtlsTitles = [
  'workloads / namespaces',
  'series',
  'queries',
  'warm ms',
  'new moment, console ms',
  'bare ms',
  'console ÷ bare',
  'warm ÷ bare',
  'gzipped JSON',
  'scrolled to the end: rows in the page at once; longest task; frames later than 50 ms',
  `warm ≤ ${mtlsGoal.warmMs} ms, ≤ ${mtlsGoal.queries} queries`,
]

const scrollWords = ({ rowsAtOnce, longestTaskMs, lateFrames, frames }: MtlsFigures['scroll']) =>
  `${rowsAtOnce}; ${longestTaskMs === 0 ? 'none over 50 ms' : `${longestTaskMs.toFixed(0)} ms`}; ${lateFrames} of ${frames}`

export const mtlsMarkdown = (figures: readonly MtlsFigures[]) =>
  table(
    mtlsTitles,
    1,
    figures.map((one) => [
      `${one.workloads.toLocaleString('en')} / ${one.namespaces}`,
      one.series.toLocaleString('en'),
      one.queries,
      milliseconds(one.warm),
      milliseconds(one.console),
      milliseconds(one.bare),
      factor(one.ratio),
      (one.warm.median / one.bare.median).toFixed(3),
      kilobytes(one.gzippedBytes),
      scrollWords(one.scroll),
      verdict(one.warm.median <= mtlsGoal.warmMs && one.queries <= mtlsGoal.queries),
    ]),
  )

const splitTitles = [
  'VirtualServices',
  'what',
  'queries',
  'console ms',
  'bare ms',
  'console ÷ bare',
  'warm ms',
]

export const splitsMarkdown = (figures: readonly SplitFigures[]) =>
  table(
    splitTitles,
    2,
    figures.flatMap(({ virtualServices, gzippedBytes, compared }) =>
      compared.map(({ what, queries, console, bare, ratio, warm }) => [
        virtualServices.toLocaleString('en'),
        what === 'list' ? `list (${kilobytes(gzippedBytes)} gzipped)` : what,
        queries,
        milliseconds(console),
        milliseconds(bare),
        factor(ratio),
        warm === null ? '–' : milliseconds(warm),
      ]),
    ),
  )

/** Where and how the figures of a table were taken. */
export const headOf = ({ at, rounds, store }: { at: Date; rounds: number; store: string }) =>
  `Written by \`npm run bench\` on ${at.toISOString().slice(0, 10)}; Node ${process.versions.node}, ${store}, two cores that also run the test bed. ${rounds} rounds a question; a figure is the median, in brackets the quarters to either side.`
