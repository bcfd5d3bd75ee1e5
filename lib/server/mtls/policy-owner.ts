import 'server-only'
import type { ConfigObject } from '../../domain/istio-config/config-object'
import { detectOwner } from '../../domain/owner/detect-owner'
import type { Owner } from '../../domain/owner/owner'
import type { Shows } from '../../domain/shown'
import { watchCache } from '../../kubernetes/watch-cache'

/** Who keeps a policy as it is; Argo CD's applications only as far as the viewer may know of them. */
export function policyOwner(object: ConfigObject, shows: Shows): Owner | null {
  const applications = watchCache().read('argoApplications').objects.values()
  return detectOwner(
    { kind: 'PeerAuthentication', object },
    {
      // What steers weights by itself writes no policies.
      rollouts: [],
      canaries: [],
      argoApplications: [...applications].filter(({ namespace }) => shows(namespace)),
      shows,
    },
  )
}
