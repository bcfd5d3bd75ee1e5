import type { Asked, GraphFigures } from './measure-graph'
import type { Spread } from './statistics'

export type Report = {
  at: Date
  rounds: number
  prometheus: string
  graphs: readonly GraphFigures[]
}

const milliseconds = ({ median, low, high }: Spread) =>
  `${median.toFixed(0)} (${low.toFixed(0)}–${high.toFixed(0)})`
const factor = ({ median, low, high }: Spread) =>
  `${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`

/** A request to the console itself costs some milliseconds, which only show in a small mesh. */
export const goalOf = (
  { bare }: Pick<Asked, 'bare'>,
  { services }: Pick<GraphFigures, 'services'>,
) => 1.25 * bare.median + (services <= 60 ? 10 : 0)

const rows = (figures: GraphFigures) =>
  figures.asked.map((asked) =>
    [
      `${figures.services} / ${figures.namespaces}`,
      asked.what,
      figures.series.toLocaleString('en'),
      asked.edges.toLocaleString('en'),
      `${asked.queries}, ${figures.queriesOfOneNamespace}`,
      milliseconds(asked.console),
      milliseconds(asked.bare),
      factor(asked.ratio),
      asked.surplusMs.toFixed(0),
      `${(asked.gzippedBytes / 1000).toFixed(0)} kB`,
      figures.queriesByViewers.map(({ queries }) => queries).join(', '),
      asked.console.median <= goalOf(asked, figures) ? 'met' : '**missed**',
    ].join(' | '),
  )

/** The part of BENCHMARKS.md that `npm run bench` writes. */
export const toMarkdown = ({ at, rounds, prometheus, graphs }: Report) => `
Written by \`npm run bench\` on ${at.toISOString().slice(0, 10)}; Node ${process.versions.node}, ${prometheus}, two cores that also run the test bed. ${rounds} rounds a question; a figure is the median, in brackets the quarters to either side.

| services / namespaces | question | series | edges | queries: this, one namespace | console ms | bare ms | console ÷ bare | console − bare, ms | gzipped JSON | queries of 1, 10, 50 viewers | ≤ 1.25 × (+ 10 ms at 60) |
|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|
${graphs
  .flatMap(rows)
  .map((row) => `| ${row} |`)
  .join('\n')}
`
