// `npm run bench`: measures, and writes the figures into BENCHMARKS.md.
import { execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ensureBuild } from '../tools/build.mjs'
import { root } from '../tools/processes.mjs'
import { findTools } from '../tools/tools.mjs'
import { type GraphFigures, measureGraph } from './measure-graph'
import { toMarkdown } from './report'

const sizes = [
  { services: 60, namespaces: 6 },
  { services: 500, namespaces: 50 },
]
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

const { prometheus } = await findTools(['prometheus'])
await ensureBuild()
const graphs: GraphFigures[] = []
for (const size of sizes) graphs.push(await measureGraph(size, { prometheus, rounds, say }))

const version = execFileSync(prometheus, ['--version'], { encoding: 'utf8' }).split('\n')[0] ?? ''
const name = version.replace(/^prometheus, version (\S+).*/, 'Prometheus $1')
const markdown = toMarkdown({ at: new Date(), rounds, prometheus: name, graphs })
await writeInto(markdown)
say(markdown)
