import 'server-only'
import type { EmbedEnv } from '../env/embed'
import { readEmbedKeys } from './embed-keys'
import { type EmbedClaims, type EmbedRefusal, verifyEmbedToken } from './embed-token'
import { ownIdentity } from './own-identity'
import { type Sees, seesNothing, type Viewer } from './viewer'

/** Why a panel in somebody else's page is shown nothing. */
export type EmbedWhy = EmbedRefusal | 'not-configured'

export class EmbedRefused extends Error {
  override readonly name = 'EmbedRefused'
  constructor(readonly why: EmbedWhy) {
    super(`The token of an embed is refused: ${why}`)
  }
}

/** By name and shape, as `isUpstreamError`. */
export const isEmbedRefused = (error: unknown): error is EmbedRefused =>
  error instanceof Error && error.name === 'EmbedRefused' && 'why' in error

/** `null` where nobody says to be an embed. A scheme of its own: no proxy takes it for a person's. */
export function embedTokenOf(headers: Headers): string | null {
  const [scheme, token = ''] = (headers.get('authorization') ?? '').split(/\s+/, 2)
  return scheme?.toLowerCase() === 'binnacle-embed' ? token : null
}

/** Somebody who looks at a panel in a portal: they are who the portal says, and see what it signed. */
export async function readEmbedViewer(token: string, embed: EmbedEnv | null): Promise<Viewer> {
  if (embed === null) throw new EmbedRefused('not-configured')
  const keys = readEmbedKeys(embed.keysFile)
  const verdict = await verifyEmbedToken(token, { keys, audience: embed.audience, now: Date.now() })
  if (verdict.kind === 'refused') throw new EmbedRefused(verdict.why)
  const { sees } = await ownIdentity(seesNothing).read()
  return embedViewer(verdict.claims, sees)
}

/** Nobody grants what is not theirs: `own` is what the console itself may see. */
export function embedViewer(
  { sub, namespaces, views, window, neighbours }: EmbedClaims,
  own: Sees,
): Viewer {
  const names = new Set(namespaces.filter((name) => own.kind === 'all' || own.names.has(name)))
  return {
    user: sub ?? 'embed',
    mode: 'embed',
    sees: { kind: 'namespaces', names },
    readable: 'everything',
    reads: { kind: 'own' },
    writes: { kind: 'nobody', why: 'embed' },
    embed: { views, window: window ?? null, neighbours: neighbours ? own : seesNothing },
  }
}
