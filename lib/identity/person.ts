import 'server-only'
import { type KubeSend, kubeFetch } from '../kubernetes/kube-fetch'
import type { Viewer } from './viewer'

/** Somebody who may be asked about and written as: what they do, Kubernetes sees them do. */
export type Person = { user: string; send: KubeSend }

/**
 * The identity that a viewer writes with, and nobody else's: never the console's own where that is
 * another. `null` for who only looks.
 */
export function personOf({ mode, user }: Viewer): Person | null {
  switch (mode) {
    case 'kubeconfig':
      // The kubeconfig's credentials are the person's own.
      return { user, send: kubeFetch }
    case 'anonymous':
      return null
  }
}
