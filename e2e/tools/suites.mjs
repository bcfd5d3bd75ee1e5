import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'

const none = { passed: 0, failures: [], skips: [] }

/** The name, and in one line why. */
const failure = (name, message = '') =>
  `${name}: ${stripVTControlCharacters(message).split('\n')[0].slice(0, 200)}`

/** Vitest's and Jest's JSON. It names skipped tests but not why, so the name has to say it. */
export function countVitest({ testResults }) {
  const tests = testResults.flatMap((file) => file.assertionResults)
  const withStatus = (...words) => tests.filter((test) => words.includes(test.status))
  // A file that could not be loaded failed without having a test.
  const broken = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  )
  const failures = [
    ...withStatus('failed').map((test) => failure(test.fullName, test.failureMessages?.[0])),
    ...broken.map((file) => failure(path.basename(file.name), file.message)),
  ]
  return {
    passed: withStatus('passed').length,
    failures,
    skips: withStatus('skipped', 'pending', 'todo', 'disabled').map((test) => test.fullName),
  }
}

const specsIn = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsIn)]

/** Playwright's JSON. A flaky test failed at least once, but passed in the end. */
export function countPlaywright({ suites, errors = [] }) {
  const tests = suites
    .flatMap(specsIn)
    .flatMap((spec) => spec.tests.map((test) => ({ ...test, title: spec.title })))
  const withStatus = (...words) => tests.filter((test) => words.includes(test.status))
  const reason = (test) =>
    test.annotations.find((one) => one.type === 'skip' || one.type === 'fixme')?.description
  const lastError = ({ results }) => results?.findLast(({ error }) => error)?.error.message
  const failures = [
    ...withStatus('unexpected').map((test) => failure(test.title, lastError(test))),
    ...errors.map(({ message }) => failure('outside of any test', message)),
  ]
  return {
    passed: withStatus('expected', 'flaky').length,
    failures,
    skips: withStatus('skipped').map((test) =>
      [test.title, reason(test)].filter(Boolean).join(': '),
    ),
  }
}

/** A suite that crashed or ran nothing has failed, whatever its report says. */
export function judge(count, exitCode) {
  const ran = count.passed + count.failures.length
  const crashed = exitCode !== 0 && count.failures.length === 0
  if (ran > 0 && !crashed) return count
  const why = failure('outside of any test', `ended with ${exitCode}, ${ran} tests ran`)
  return { ...count, failures: [...count.failures, why] }
}

/** What a command without tests of its own counts: one, by how it ended. */
export const countCommand = (exitCode) =>
  exitCode === 0 ? { ...none, passed: 1 } : { ...none, failures: [`ended with ${exitCode}`] }

export async function countReport(file, count) {
  if (!existsSync(file)) return none
  return count(JSON.parse(await readFile(file, 'utf8')))
}

/** Each has a report and a folder of its own: others run beside it, and what one wrote is not another's. */
const playwright =
  (name, choice = [], more = {}) =>
  (folder) => {
    const report = path.join(folder, `${name}.json`)
    const output = `--output=test-results/${name}`
    return {
      commands: [['playwright', 'test', ...choice, output, '--reporter=list,json']],
      env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report, ...more },
      report,
      count: countPlaywright,
    }
  }

const vitest =
  (name, projects = [name]) =>
  (folder) => {
    const report = path.join(folder, `${name}.json`)
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const chosen = projects.flatMap((project) => ['--project', project])
    return {
      commands: [['vitest', 'run', ...chosen, ...reporters]],
      report,
      count: countVitest,
    }
  }

const types = {
  title: 'Types',
  plan: () => ({
    commands: [
      ['next', 'typegen'],
      ['tsc', '--noEmit'],
    ],
  }),
}
const lint = { title: 'Lint', plan: () => ({ commands: [['biome', 'ci']] }) }
const unit = { title: 'Unit and component tests', plan: vitest('unit', ['unit', 'unit-apart']) }
const build = { title: 'Build', build: true }
const testbed = { title: 'Test bed', plan: vitest('testbed') }
const victoriaMetrics = {
  title: 'VictoriaMetrics',
  plan: vitest('victoria-metrics'),
  needs: 'victoria-metrics',
}
const kubernetes = {
  title: 'Kubernetes conformance',
  plan: vitest('kubernetes'),
  needs: 'kubernetes',
}

/** Of the name that Playwright gives a test, which begins with its file. */
const inWeather = 'weather(-kubernetes|-mesh|-prometheus)?\\.e2e\\.ts'
/** Of harbour and of generated meshes. */
const inWholeMesh = '(traffic-harbour|create-split|security|keyboard|explain)\\.e2e\\.ts'
/** Whose mesh takes minutes to start: by hand, `npx playwright test readable-2000`. */
const inLargest = 'readable-2000\\.e2e\\.ts'
const endToEnd = {
  title: 'End to end',
  plan: playwright('end-to-end', ['--grep-invert', [inWeather, inWholeMesh, inLargest].join('|')]),
}
const wholeMesh = {
  title: 'End to end, in a whole mesh',
  plan: playwright('whole-mesh', ['--grep', inWholeMesh]),
}
const weather = {
  title: 'End to end, in bad weather',
  plan: playwright('weather', ['--grep', inWeather]),
}
const onKubernetes = {
  title: 'End to end, on a real Kubernetes API',
  plan: playwright('on-kubernetes', ['--grep', '@kubernetes'], {
    BINNACLE_TESTBED_KUBERNETES: 'real',
  }),
  needs: 'kubernetes',
}
const onVictoriaMetrics = {
  title: 'End to end, the graph on VictoriaMetrics',
  plan: playwright('on-victoria-metrics', ['e2e/graph.e2e.ts'], {
    BINNACLE_TESTBED_STORE: 'victoria-metrics',
  }),
  needs: 'victoria-metrics',
}

/**
 * Stages follow each other; the lanes of a stage run side by side, for one of them mostly waits: for
 * Prometheus, for the clock, for bad weather to be noticed. `commands` are of node_modules/.bin; the
 * last one's report counts. What a suite `needs` may be missing with an excuse; it is then skipped.
 */
export const stages = [
  [[types, lint, unit, build, victoriaMetrics, kubernetes], [testbed]],
  // One browser, console and mesh leave a quarter of two cores idle, for they also wait; three of each a seventh.
  [[endToEnd], [weather], [wholeMesh, onKubernetes, onVictoriaMetrics]],
]

/** What failed and what was skipped, in a line each; the last line is read by machines. */
export function closingLines(counts) {
  const passed = counts.reduce((sum, count) => sum + count.passed, 0)
  const failed = counts.flatMap(({ title, failures }) =>
    failures.map((one) => `Failed: ${title}: ${one}`),
  )
  const skips = counts.flatMap((count) => count.skips)
  const skipped =
    skips.length === 0 ? 'Skipped: none' : `Skipped ${skips.length}: ${skips.join('; ')}`
  return [...failed, skipped, `${passed} passed, ${failed.length} failed`]
}
