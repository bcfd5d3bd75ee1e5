// `npm run bench`: measures, and writes the figures into BENCHMARKS.md.
// `npm run bench -- mtls`: only this part, and its figures there.
// `npm run bench -- graph 60 500`: only these sizes, by their services; figures are printed only.
import { execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ensureBuild } from '../tools/build.mjs'
import { root } from '../tools/processes.mjs'
import { findTools } from '../tools/tools.mjs'
import type { BenchOptions } from './bench-world'
import { type GraphFigures, measureGraph, type Size } from './measure-graph'
import { type MtlsFigures, type MtlsSize, measureMtls } from './measure-mtls'
import { measureSplits, type SplitFigures, type SplitSize } from './measure-splits'
import { graphMarkdown, headOf, mtlsMarkdown, splitsMarkdown } from './report'
import { runningMarkdown } from './report-running'

const graphSizes: Record<string, Size> = {
  60: { services: 60, namespaces: 6 },
  500: { services: 500, namespaces: 50 },
  1000: { services: 1000, namespaces: 50 },
  2000: { services: 2000, namespaces: 100 },
  dense: { services: 320, namespaces: 5, dense: 300 },
}

/** Two workloads a service. */
const mtlsSizes: Record<string, MtlsSize> = {
  60: { services: 60, namespaces: 6 },
  2500: { services: 2500, namespaces: 500 },
}

/** A VirtualService a service, and some with so many routes. */
const splitSizes: Record<string, SplitSize> = {
  60: { services: 60, namespaces: 6, routes: 60 },
  500: { services: 500, namespaces: 50, routes: 500 },
}

/** What is measured apart from the rest, and stands in BENCHMARKS.md under its name. */
type Part = {
  sizes: readonly string[]
  run: (sizes: readonly string[], options: BenchOptions) => Promise<string>
}

const parts: Record<string, Part> = {
  graph: {
    sizes: Object.keys(graphSizes),
    run: async (names, options) => {
      const figures: GraphFigures[] = []
      for (const size of chosenOf(graphSizes, names))
        figures.push(await measureGraph(size, options))
      return `${graphMarkdown(figures)}\n\n${runningMarkdown(figures)}`
    },
  },
  mtls: {
    sizes: Object.keys(mtlsSizes),
    run: async (names, options) => {
      const figures: MtlsFigures[] = []
      for (const size of chosenOf(mtlsSizes, names)) figures.push(await measureMtls(size, options))
      return mtlsMarkdown(figures)
    },
  },
  splits: {
    sizes: Object.keys(splitSizes),
    run: async (names, options) => {
      const figures: SplitFigures[] = []
      for (const size of chosenOf(splitSizes, names))
        figures.push(await measureSplits(size, options))
      return splitsMarkdown(figures)
    },
  },
}

const chosenOf = <Of>(sizes: Record<string, Of>, names: readonly string[]) =>
  Object.entries(sizes).flatMap(([name, size]) => (names.includes(name) ? [size] : []))

const file = path.join(root, 'BENCHMARKS.md')

async function writeInto(part: string, markdown: string) {
  const [begin, end] = [`<!-- bench ${part} -->`, `<!-- /bench ${part} -->`]
  const text = await readFile(file, 'utf8')
  const [before, after] = [text.indexOf(begin), text.indexOf(end)]
  if (before < 0 || after < before) throw new Error(`BENCHMARKS.md has no ${begin} … ${end}`)
  await writeFile(file, text.slice(0, before + begin.length) + markdown + text.slice(after))
}

const say = (line: string) => console.log(line)

/** What was asked for, in the order of the document; everything where nothing was. */
function chosenParts([wanted, ...sizes]: readonly string[]) {
  if (wanted === undefined)
    return Object.entries(parts).map(([name, part]) => ({ name, part, sizes: part.sizes }))
  const part = parts[wanted]
  if (!part) throw new Error(`There is no part ${wanted}: ${Object.keys(parts).join(', ')}`)
  const unknown = sizes.find((size) => !part.sizes.includes(size))
  if (unknown !== undefined)
    throw new Error(`There is no size ${unknown}: ${part.sizes.join(', ')}`)
  return [{ name: wanted, part, sizes: sizes.length > 0 ? sizes : part.sizes }]
}

const chosen = chosenParts(process.argv.slice(2))
const { prometheus, chromium } = await findTools(['prometheus', 'chromium'])
await ensureBuild()
const version = execFileSync(prometheus, ['--version'], { encoding: 'utf8' }).split('\n')[0] ?? ''
const store = version.replace(/^prometheus, version (\S+).*/, 'Prometheus $1')
const rounds = 21
for (const { name, part, sizes } of chosen) {
  const table = await part.run(sizes, { prometheus, chromium, rounds, say })
  const markdown = `\n${headOf({ at: new Date(), rounds, store })}\n\n${table}\n`
  if (sizes.length === part.sizes.length) await writeInto(name, markdown)
  say(markdown)
}
