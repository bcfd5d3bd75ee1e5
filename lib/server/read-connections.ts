import 'server-only'
import type { ConnectionsData, ConnectionsSearch } from '../api/connections'
import type { Readable } from '../domain/readable'
import { readEnv } from '../env'
import { ruledKindOf } from '../identity/may-read'
import type { Viewer } from '../identity/viewer'
import { type KindName, kindNames } from '../kubernetes/kinds'
import { readKubeAccess } from '../kubernetes/kube-config'
import { type WatchCache, watchCache } from '../kubernetes/watch-cache'
import { logProblem } from '../log'
import { lastOutcome } from '../upstream-metrics'
import { kindWords } from './kubernetes-warnings'
import type { Reader } from './reader'
import { viewOnlyWarnings } from './view-only-warnings'

/** Asks no upstream: what the last questions came to, and what the watches know. */
export const readConnections: Reader<ConnectionsSearch, ConnectionsData> = async (
  _,
  { viewer },
) => ({
  data: {
    prometheus: {
      address: addressFor(viewer, readEnv().prometheusUrl),
      last: lastOutcome('prometheus'),
    },
    kubernetes: {
      address: addressFor(viewer, await kubernetesUrl()),
      kinds: kindsOf(watchCache(), viewer),
    },
  },
  warnings: await viewOnlyWarnings(readEnv()),
  observedAt: Date.now(),
  // Nothing here is a rate; the envelope has one for all.
  window: 1,
})

export const kindsOf = (
  { read }: Pick<WatchCache, 'read'>,
  { sees, readable }: Viewer,
): ConnectionsData['kubernetes']['kinds'] =>
  kindNames.map((name) => {
    const { status, since, objects } = read(name)
    const { plural, without } = kindWords[name]
    return {
      kind: plural,
      status,
      since,
      objects: sees.kind === 'all' && isAllReadable(readable, name) ? objects.size : null,
      without,
    }
  })

/** Of a kind that is not a right of its own there is nothing more to ask. */
function isAllReadable(readable: Readable, name: KindName): boolean {
  const kind = ruledKindOf(name)
  return readable === 'everything' || kind === undefined || readable[kind] === 'everywhere'
}

/**
 * Where an upstream is, is for whoever runs the console, not for who visits it. Whatever of a
 * credential the address holds is left out.
 */
export function addressFor({ mode }: Viewer, url: string | null): string | null {
  if (mode !== 'kubeconfig' || url === null || !URL.canParse(url)) return null
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`
}

/** `null` without a kubeconfig that can be read; the kinds say so, too. */
async function kubernetesUrl(): Promise<string | null> {
  try {
    return (await readKubeAccess()).server
  } catch (error) {
    logProblem('there is no address of a Kubernetes API', {}, error)
    return null
  }
}
