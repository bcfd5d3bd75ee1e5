import type { GraphFigures } from './measure-graph'
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

/** The goal of the walking skeleton; 1.25 × is the goal of a later step. */
export const goalOf = ({ bare }: Pick<GraphFigures, 'bare'>) => 1.5 * bare.median + 10

const verdict = (figures: GraphFigures) =>
  figures.console.median <= goalOf(figures) ? 'met' : '**missed**'

const row = (figures: GraphFigures) =>
  [
    `${figures.services} / ${figures.namespaces}`,
    figures.series.toLocaleString('en'),
    figures.edges.toLocaleString('en'),
    `${figures.queries}, ${figures.queriesOfOneNamespace}`,
    milliseconds(figures.console),
    milliseconds(figures.bare),
    factor(figures.ratio),
    figures.surplusMs.toFixed(0),
    `${(figures.gzippedBytes / 1000).toFixed(0)} kB`,
    verdict(figures),
  ].join(' | ')

/** The part of BENCHMARKS.md that `npm run bench` writes. */
export const toMarkdown = ({ at, rounds, prometheus, graphs }: Report) => `
Written by \`npm run bench\` on ${at.toISOString().slice(0, 10)}; Node ${process.versions.node}, ${prometheus}, two cores that also run the test bed. ${rounds} rounds a size; a figure is the median, in brackets the quarters to either side.

| services / namespaces | series | edges | queries: all, one namespace | console ms | bare ms | console ÷ bare | console − bare, ms | gzipped JSON | ≤ 1.5 × + 10 ms |
|---|--:|--:|--:|--:|--:|--:|--:|--:|---|
${graphs.map((figures) => `| ${row(figures)} |`).join('\n')}
`
