// `npm run bench`: measures, and writes the figures into BENCHMARKS.md.
// `npm run bench -- graph 60 500`: only these sizes, by their services; figures are printed only.
import { execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ensureBuild } from '../tools/build.mjs'
import { root } from '../tools/processes.mjs'
import { findTools } from '../tools/tools.mjs'
import { type GraphFigures, measureGraph, type Size } from './measure-graph'
import { toMarkdown } from './report'

const sizes: Record<string, Size> = {
  60: { services: 60, namespaces: 6 },
  500: { services: 500, namespaces: 50 },
  1000: { services: 1000, namespaces: 50 },
  2000: { services: 2000, namespaces: 100 },
  dense: { services: 320, namespaces: 5, dense: 300 },
}
const rounds = 21

const file = path.join(root, 'BENCHMARKS.md')
const [begin, end] = ['<!-- bench -->', '<!-- /bench -->']

async function writeInto(markdown: string) {
  const text = await readFile(file, 'utf8')
  const [before, after] = [text.indexOf(begin), text.indexOf(end)]
  if (before < 0 || after < before) throw new Error(`BENCHMARKS.md has no ${begin} … ${end}`)
  await writeFile(file, text.slice(0, before + begin.length) + markdown + text.slice(after))
}

const say = (line: string) => console.log(line)

/** What was asked for, in the order of the table; everything where nothing was. */
function chosenSizes([part, ...names]: readonly string[]): Size[] {
  if (part !== undefined && part !== 'graph') throw new Error(`There is no part ${part}: graph`)
  const unknown = names.find((name) => !(name in sizes))
  if (unknown !== undefined)
    throw new Error(`There is no size ${unknown}: ${Object.keys(sizes).join(', ')}`)
  return Object.entries(sizes).flatMap(([name, size]) =>
    names.length === 0 || names.includes(name) ? [size] : [],
  )
}

const chosen = chosenSizes(process.argv.slice(2))
const { prometheus } = await findTools(['prometheus'])
await ensureBuild()
const graphs: GraphFigures[] = []
for (const size of chosen) graphs.push(await measureGraph(size, { prometheus, rounds, say }))

const version = execFileSync(prometheus, ['--version'], { encoding: 'utf8' }).split('\n')[0] ?? ''
const name = version.replace(/^prometheus, version (\S+).*/, 'Prometheus $1')
const markdown = toMarkdown({ at: new Date(), rounds, prometheus: name, graphs })
if (chosen.length === Object.keys(sizes).length) await writeInto(markdown)
say(markdown)
