import 'server-only'
import type { z } from 'zod'
import type { MeshSearch, meshReply } from '../../api/mesh'
import { defaultMeshConfig, type MeshConfig } from '../../domain/mtls/mesh'
import { shownPolicy } from '../../domain/mtls/visible'
import { showsTo } from '../../identity/shows'
import { rootCertificate } from '../../prometheus/mtls-metrics'
import { toExpiry } from '../../prometheus/mtls-samples'
import { slotOf } from '../flights'
import { optionalAnswer } from '../optional-answer'
import type { Reader } from '../reader'
import { slowAsker } from '../shared-questions'
import { readMtlsFacts } from './read-mtls-facts'

type WireMesh = z.input<typeof meshReply>['data']

const window = 300
const withoutExpiry = {
  code: 'mtls-expiry-missing',
  title: 'When the root certificate ends is not known',
}

/** What holds in the whole mesh: its policy, and what each control plane is configured to do. */
export const readMesh: Reader<MeshSearch, WireMesh> = async ({ expiry }, { viewer, signal }) => {
  const at = slotOf(undefined)
  const [{ rules, facts, warnings }, ends] = await Promise.all([
    readMtlsFacts({ signal }),
    expiry
      ? optionalAnswer(withoutExpiry, slowAsker(at, signal)(rootCertificate, toExpiry), signal)
      : null,
  ])
  const policy = rules.levelsOf(null).mesh
  const known = !facts.unread.has('peerAuthentications')
  const written =
    policy && policy.mode !== 'UNSET' && policy.mode !== 'unknown' ? policy.mode : null
  return {
    data: {
      mode: known ? (written ?? 'PERMISSIVE') : null,
      policy: written === null ? null : shownPolicy(policy, 'mesh', showsTo(viewer)),
      revisions: revisionsOf(facts.configs),
      rootCertificateExpiresAt: ends?.value ?? null,
    },
    warnings: [...(ends?.missing ?? []), ...warnings],
    observedAt: at,
    window,
  }
}

function revisionsOf(configs: Readonly<Record<string, MeshConfig>>): WireMesh['revisions'] {
  const found = Object.entries(configs).sort(([a], [b]) => (a < b ? -1 : 1))
  if (found.length === 0) return [toWire('default', defaultMeshConfig, 'defaults')]
  return found.map(([revision, config]) => toWire(revision, config, 'configured'))
}

const toWire = (
  revision: string,
  config: MeshConfig,
  source: 'configured' | 'defaults',
): WireMesh['revisions'][number] => ({
  revision,
  enableAutoMtls: config.enableAutoMtls,
  trustDomain: config.trustDomain,
  minimumTlsVersion: config.minimumTlsVersion,
  outboundTrafficPolicy: config.outboundTrafficPolicy,
  source,
})
