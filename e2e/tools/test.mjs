// `npm test`: every suite, each counted from its own report. Plain JavaScript without
// dependencies: it runs before anything is installed.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ensureBuild } from './build.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { goCommand } from './go.mjs'
import { excuse } from './kubernetes.mjs'
import { endOnSignals, root, start } from './processes.mjs'
import { say } from './progress.mjs'
import { runStages } from './stages.mjs'
import { closingLines, countCommand, countReport, judge, stages } from './suites.mjs'
import { findTools, kubernetesTools, toolVariables } from './tools.mjs'

async function runCommands(commands, env, printed) {
  for (const [name, ...args] of commands) {
    const command = path.join(root, 'node_modules/.bin', name)
    const { code } = await start(command, args, { ...printed, env }).exited
    if (code !== 0) return code ?? 1
  }
  return 0
}

async function runBuild() {
  try {
    await ensureBuild()
    return 0
  } catch (error) {
    console.error(error.message)
    return 1
  }
}

/** The programs of a real Kubernetes API, or the excuse for going on without. */
async function findKubernetes() {
  try {
    return { tools: await findTools(kubernetesTools), excuse: null }
  } catch (error) {
    const machine = { isCI: Boolean(process.env.CI), hasGo: goCommand() !== null }
    const why = excuse(error, machine)
    if (why === null) throw error
    say(error.message)
    return { tools: {}, excuse: why }
  }
}

/** The second store; wherever packages or its own release can be had, it is. */
async function findSecondStore() {
  try {
    return { tools: await findTools(['victoria-metrics']), excuse: null }
  } catch (error) {
    if (process.env.CI) throw error
    say(error.message)
    return { tools: {}, excuse: error.message.split('\n')[0] }
  }
}

const skipped = (suite, why) => ({ passed: 0, failures: [], skips: [`${suite.title}: ${why}`] })

async function runSuite(suite, { folder, env, printed }) {
  if (suite.build) return countCommand(await runBuild())
  const { commands, report, count, env: more } = suite.plan(folder)
  const exitCode = await runCommands(commands, { ...env, ...more }, printed)
  return report ? judge(await countReport(report, count), exitCode) : countCommand(exitCode)
}

const secondsSince = (startedAt) => ((Date.now() - startedAt) / 1000).toFixed(1)

/** One lane prints as it goes, the others beside it what each suite had to say, in one piece. */
async function tellSuite(suite, { folder, env, excuses, isFirst }) {
  const startedAt = Date.now()
  const lines = []
  const title = `\n── ${suite.title}`
  if (isFirst) say(title)
  const printed = isFirst ? { show: true } : { onLine: (line) => lines.push(line) }
  const why = excuses[suite.needs] ?? null
  const count = why ? skipped(suite, why) : await runSuite(suite, { folder, env, printed })
  if (!isFirst) say([title, ...lines].join('\n'))
  const { passed, failures } = count
  const summary = `${suite.title}: ${passed} passed, ${failures.length} failed, ${secondsSince(startedAt)} s`
  return { ...count, title: suite.title, summary }
}

async function main() {
  const startedAt = Date.now()
  await ensureDependencies()
  const kubernetes = await findKubernetes()
  const secondStore = await findSecondStore()
  const found = { ...(await findTools()), ...kubernetes.tools, ...secondStore.tools }
  const env = { ...toolVariables(found), NEXT_TELEMETRY_DISABLED: '1' }
  const folder = await mkdtemp(path.join(tmpdir(), 'binnacle-reports-'))
  try {
    const excuses = { kubernetes: kubernetes.excuse, 'victoria-metrics': secondStore.excuse }
    const counts = await runStages(stages, (suite, isFirst) =>
      tellSuite(suite, { folder, env, excuses, isFirst }),
    )
    console.log(`\n${counts.map((count) => count.summary).join('\n')}`)
    console.log(`In all: ${secondsSince(startedAt)} s`)
    console.log(closingLines(counts).join('\n'))
    if (counts.some(({ failures }) => failures.length > 0)) process.exitCode = 1
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

endOnSignals()
main().catch((error) => {
  console.error(error.message)
  console.log('0 passed, 1 failed')
  process.exitCode = 1
})
