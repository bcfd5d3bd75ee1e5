import 'server-only'
import { type KubeSend, kubeFetch } from '../kubernetes/kube-fetch'
import type { ActsAs, Viewer, WritesAs } from './viewer'

/** Somebody who may be asked about and written as: what they do, Kubernetes sees them do. */
export type Person = { user: string; send: KubeSend }

/**
 * The identity that a viewer writes with, and nobody else's: never the console's own where that is
 * another. `null` for who only looks.
 */
export function personOf({ user, writes }: Viewer): Person | null {
  return writes.kind === 'nobody' ? null : { user, send: sendAs(writes) }
}

/** Objects are read fresh as the person; as the console itself for who is nobody in particular. */
export const readsAs = ({ reads }: Viewer): KubeSend => sendAs(reads)

function sendAs(as: ActsAs): KubeSend {
  switch (as.kind) {
    case 'own':
      return kubeFetch
    case 'token':
    case 'impersonate':
      throw new Error(`writing as ${as.kind} is not possible yet`)
  }
}

const reasons: Record<Extract<WritesAs, { kind: 'nobody' }>['why'], string> = {
  anonymous: 'Nobody is signed in here, so nothing can be changed.',
  'view-only': 'This console is view only, so nothing can be changed.',
  embed: 'This panel only shows, so nothing can be changed.',
}

export const whyOnlyLooking = ({ writes }: Viewer): string =>
  reasons[writes.kind === 'nobody' ? writes.why : 'view-only']
