import { z } from 'zod'
import { reply } from './envelope'
import { namespaceList } from './search'

export const meSearch = z.object({ namespaces: namespaceList })
export type MeSearch = z.infer<typeof meSearch>

/** `somewhere`: each object tells for itself whether it may be changed. `unknown`: Kubernetes did not say. */
const may = z.object({
  allowed: z.enum(['everywhere', 'somewhere', 'nowhere', 'unknown']),
  reason: z.string().nullable().describe('Why it is not allowed everywhere'),
})

export const meReply = reply(
  z.object({
    user: z.string(),
    mode: z.enum(['kubeconfig', 'anonymous', 'token', 'oidc', 'header', 'embed']),
    may: z.object({ moveTraffic: may, createSplits: may, changeMtls: may }),
  }),
)
export type MeReply = z.infer<typeof meReply>
