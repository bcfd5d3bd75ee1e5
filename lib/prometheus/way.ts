import 'server-only'
import { readFile } from 'node:fs/promises'
import { Agent } from 'undici'
import { logProblem } from '../log'
import { processState } from '../process-state'
import type { PrometheusAccess, Way } from './access'

/** Empty where the system's authorities do, and nobody asks who we are. */
type Tls = { ca?: string; cert?: string; key?: string }

type Connections = { of: string; agent: Agent } | null
const state = () =>
  processState<{ current: Connections }>('prometheus-connections', () => ({ current: null }))

/** Kept for as long as certificates stay the same; a renewed one gets connections of its own. */
function connections(tls: Tls): Agent {
  const of = JSON.stringify(tls)
  const shared = state()
  if (shared.current?.of === of) return shared.current.agent
  // What is under way on the old ones is brought to its end.
  shared.current?.agent.close().catch((error: unknown) => {
    logProblem('old connections to Prometheus did not close', {}, error)
  })
  const agent = new Agent({ connect: { timeout: 5_000, ...tls } })
  shared.current = { of, agent }
  return agent
}

export async function wayTo({ url, through, headers, files }: PrometheusAccess): Promise<Way> {
  if (through) {
    const way = await through()
    return { ...way, headers: { ...headers, ...way.headers } }
  }
  const read = async (file: string | null | undefined) => (file ? readFile(file, 'utf8') : null)
  const [token, ca, cert, key] = await Promise.all([
    read(files?.token),
    read(files?.ca),
    read(files?.certificate),
    read(files?.key),
  ])
  return {
    url,
    headers: { ...headers, ...(token && { authorization: `Bearer ${token.trim()}` }) },
    dispatcher: connections({ ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) }),
  }
}
