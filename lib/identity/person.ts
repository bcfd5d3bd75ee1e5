import 'server-only'
import type { UpstreamError } from '../errors'
import {
  type KubeSend,
  kubeFetch,
  kubeFetchFor,
  kubeFetchWithToken,
} from '../kubernetes/kube-fetch'
import { keyOf } from './kept'
import type { ActsAs, Viewer, WritesAs } from './viewer'

/** Somebody who may be asked about and written as: what they do, Kubernetes sees them do. */
export type Person = {
  user: string
  /** Tells apart who has the same name but other rights. */
  key: string
  send: KubeSend
}

/**
 * The identity that a viewer writes with, and nobody else's: never the console's own where that is
 * another. `null` for who only looks.
 */
export function personOf({ user, writes }: Viewer): Person | null {
  return writes.kind === 'nobody' ? null : { user, key: keyOf(writes), send: sendAs(writes) }
}

/** Objects are read fresh as the person; as the console itself for who is nobody in particular. */
export const readsAs = ({ reads }: Viewer): KubeSend => sendAs(reads)

function sendAs(as: ActsAs): KubeSend {
  switch (as.kind) {
    case 'own':
      return kubeFetch
    case 'token':
      return kubeFetchWithToken(as.token)
    case 'impersonate':
      return kubeFetchFor(as)
  }
}

const reasons: Record<Extract<WritesAs, { kind: 'nobody' }>['why'], string> = {
  anonymous: 'Nobody is signed in here, so nothing can be changed.',
  'view-only': 'This console is view only, so nothing can be changed.',
  embed: 'This panel only shows, so nothing can be changed.',
}

export const whyOnlyLooking = ({ writes }: Viewer): string =>
  reasons[writes.kind === 'nobody' ? writes.why : 'view-only']

/** Where Kubernetes does not let the console speak for others: no lack of the person's own rights. */
export const mayNotImpersonate = ({ writes }: Viewer, { failure }: UpstreamError): boolean =>
  writes.kind === 'impersonate' && failure === 'forbidden'

export const whyNotKnown = (viewer: Viewer, error: UpstreamError): string =>
  mayNotImpersonate(viewer, error)
    ? 'Binnacle itself may not act for you in Kubernetes, so nothing can be changed.'
    : `Whether you may change this is not known: ${error.message}.`
