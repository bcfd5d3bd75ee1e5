// The test bed as a process of its own:
// `node --import tsx e2e/testbed/main.ts [--scenario NAME] [--history-hours HOURS] [--kubernetes real]
//   [--store victoria-metrics]`
// It ends with its parent, by signal, or when a part that it cannot do without has ended.
import { parseArgs } from 'node:util'
import { generateScenario } from './scenarios/generate'
import { startTestbed, type Testbed, type TestbedOptions } from './testbed'

type Message =
  | { kind: 'progress'; sentence: string }
  | { kind: 'ready'; testbed: Omit<Testbed, 'broken' | 'stop'> }
  | { kind: 'failed'; sentence: string }

/** To the parent where there is one, else one line of JSON for a reader and sentences for a person. */
async function tell(message: Message): Promise<void> {
  if (process.connected) await new Promise((resolve) => process.send?.(message, resolve))
  else if (message.kind === 'ready') console.log(JSON.stringify(message.testbed))
  else console.error(message.sentence)
}

/** Aborts when somebody wants this to end. */
function endOfLife(): AbortSignal {
  const end = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => end.abort())
  }
  process.on('disconnect', () => end.abort())
  return end.signal
}

const untilAborted = (signal: AbortSignal) =>
  new Promise<null>((resolve) => {
    if (signal.aborted) resolve(null)
    signal.addEventListener('abort', () => resolve(null))
  })

/** The real one's programs are named by the environment, as Prometheus is. */
function readKubernetes(wanted: string): NonNullable<TestbedOptions['kubernetes']> {
  if (wanted === 'embedded') return wanted
  if (wanted !== 'real') throw new Error(`--kubernetes is embedded or real, not "${wanted}"`)
  const { BINNACLE_ETCD_BINARY, BINNACLE_KUBE_APISERVER_BINARY } = process.env
  return {
    etcdBinary: BINNACLE_ETCD_BINARY ?? 'etcd',
    apiServerBinary: BINNACLE_KUBE_APISERVER_BINARY ?? 'kube-apiserver',
  }
}

/** Which store scrapes the mesh; either program is named by the environment. */
function readStore(
  wanted: string,
): Pick<TestbedOptions, 'prometheusBinary' | 'victoriaMetricsBinary'> {
  const { BINNACLE_PROMETHEUS_BINARY, BINNACLE_VICTORIA_METRICS_BINARY } = process.env
  if (wanted === 'prometheus') return { prometheusBinary: BINNACLE_PROMETHEUS_BINARY ?? wanted }
  if (wanted !== 'victoria-metrics')
    throw new Error(`--store is prometheus or victoria-metrics, not "${wanted}"`)
  return { victoriaMetricsBinary: BINNACLE_VICTORIA_METRICS_BINARY ?? wanted }
}

/** A pod is scraped in about a millisecond: more than some hundred want more time between. */
const usualInterval = (services: number) => (services > 200 ? 15 : 2)

/** Writing a day of so many series would take longer than anybody waits for a demo. */
const usualHistory = (services: number) => (services > 200 ? { hours: 1 } : {})

type Size = {
  services: string
  namespaces: string
  dense: string
  seed: number
  metrics: string
}

/** Without histograms, if nobody asks for `--metrics all`: those of a big mesh would take a machine of their own. */
const generatedOptions = ({
  services,
  namespaces,
  dense,
  seed,
  metrics,
}: Size): TestbedOptions => ({
  scenario: generateScenario({
    services: Number(services),
    namespaces: Number(namespaces),
    dense: Number(dense),
    seed,
  }),
  metrics: metrics === 'all' ? 'all' : 'requests',
})

function readOptions(): TestbedOptions {
  const { values } = parseArgs({
    options: {
      scenario: { type: 'string', default: 'bookinfo' },
      services: { type: 'string' },
      namespaces: { type: 'string', default: '1' },
      dense: { type: 'string', default: '0' },
      seed: { type: 'string', default: '1' },
      metrics: { type: 'string', default: 'requests' },
      'history-hours': { type: 'string' },
      'history-step': { type: 'string' },
      'scrape-interval': { type: 'string' },
      kubernetes: { type: 'string', default: 'embedded' },
      store: { type: 'string', default: 'prometheus' },
    },
  })
  const { scenario, services, 'history-hours': hours, 'history-step': step } = values
  const seed = Number(values.seed)
  return {
    ...(services ? generatedOptions({ ...values, services, seed }) : { scenario }),
    seed,
    kubernetes: readKubernetes(values.kubernetes),
    ...readStore(values.store),
    history: {
      ...usualHistory(Number(services ?? 0)),
      ...(hours ? { hours: Number(hours) } : {}),
      ...(step ? { stepSeconds: Number(step) } : {}),
    },
    scrapeIntervalSeconds: Number(
      values['scrape-interval'] ?? usualInterval(Number(services ?? 0)),
    ),
  }
}

async function run(end: AbortSignal): Promise<void> {
  const { broken, stop, ...testbed } = await startTestbed(readOptions(), {
    signal: end,
    tell: (sentence) => void tell({ kind: 'progress', sentence }),
  })
  await tell({ kind: 'ready', testbed })
  const failure = await Promise.race([broken, untilAborted(end)])
  await stop()
  if (failure !== null) throw new Error(failure)
}

async function main(): Promise<number> {
  const end = endOfLife()
  try {
    await run(end)
    return 0
  } catch (error) {
    // What breaks while everything is being ended broke because of that.
    if (end.aborted) return 0
    await tell({
      kind: 'failed',
      sentence: error instanceof Error ? error.message : String(error),
    })
    return 1
  }
}

process.exit(await main())
