// `npm test`: every suite, each counted from its own report. Plain JavaScript without
// dependencies: it runs before anything is installed.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ensureBuild } from './build.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { endOnSignals, root, start } from './processes.mjs'
import { say } from './progress.mjs'
import { closingLines, countCommand, countReport, judge, suites } from './suites.mjs'
import { findTools, toolVariables } from './tools.mjs'

async function runCommands(commands, env) {
  for (const [name, ...args] of commands) {
    const command = path.join(root, 'node_modules/.bin', name)
    const { code } = await start(command, args, { env, show: true }).exited
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

async function runSuite(suite, folder, env) {
  if (suite.build) return countCommand(await runBuild())
  const { commands, report, count, env: more } = suite.plan(folder)
  const exitCode = await runCommands(commands, { ...env, ...more })
  return report ? judge(await countReport(report, count), exitCode) : countCommand(exitCode)
}

async function runSuites(folder, env) {
  const counts = []
  for (const suite of suites) {
    say(`\n── ${suite.title}`)
    const startedAt = Date.now()
    const count = await runSuite(suite, folder, env)
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
    counts.push({
      ...count,
      summary: `${suite.title}: ${count.passed} passed, ${count.failed} failed, ${seconds} s`,
    })
  }
  return counts
}

async function main() {
  await ensureDependencies()
  const env = { ...toolVariables(await findTools()), NEXT_TELEMETRY_DISABLED: '1' }
  const folder = await mkdtemp(path.join(tmpdir(), 'binnacle-reports-'))
  try {
    const counts = await runSuites(folder, env)
    console.log(`\n${counts.map((count) => count.summary).join('\n')}`)
    console.log(closingLines(counts).join('\n'))
    if (counts.some((count) => count.failed > 0)) process.exitCode = 1
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
