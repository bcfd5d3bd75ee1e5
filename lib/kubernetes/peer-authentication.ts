import 'server-only'
import { z } from 'zod'
import type { ConfigObject } from '../domain/istio-config/config-object'
import type { WrittenMode } from '../domain/mtls/mesh'
import { configMeta } from './config-meta'
import { stringMap } from './object-meta'

/** A word that is none of Istio's is kept as that: Istio then reads nothing of the object. */
const mode = z
  .string()
  .nullish()
  .transform((word): WrittenMode => {
    switch (word) {
      case 'STRICT':
      case 'PERMISSIVE':
      case 'DISABLE':
        return word
      case undefined:
      case null:
      case '':
      case 'UNSET':
        return 'UNSET'
      default:
        return 'unknown'
    }
  })

const mtls = z
  .object({ mode })
  .nullish()
  .transform((settings): WrittenMode => settings?.mode ?? 'UNSET')

const spec = z
  .object({
    selector: z
      .object({ matchLabels: stringMap })
      .nullish()
      .transform((selector) => selector?.matchLabels ?? {}),
    mtls,
    portLevelMtls: z
      .record(z.string(), mtls)
      .nullish()
      .transform((ports) =>
        Object.entries(ports ?? {}).map(([port, portMode]) => ({
          port: Number(port),
          mode: portMode,
        })),
      ),
  })
  .nullish()
  .transform((all) => all ?? { selector: {}, mtls: 'UNSET' as const, portLevelMtls: [] })

/** The managers' lists say who wrote which field, and when; without them it is as old as it is. */
const changedAt = ({ managers, createdAt }: ConfigObject) =>
  Math.max(
    createdAt,
    ...managers.map(({ spec: owned, time }) => (owned.length > 0 ? (time ?? 0) : 0)),
  )

export const peerAuthentication = z
  .object({ metadata: configMeta, spec })
  .transform(({ metadata, spec: { selector, mtls: written, portLevelMtls } }) => ({
    ...metadata,
    changedAt: changedAt(metadata),
    selector,
    mode: written,
    ports: portLevelMtls,
  }))
export type PeerAuthentication = z.output<typeof peerAuthentication>
