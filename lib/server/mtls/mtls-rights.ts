import 'server-only'
import type { Permission } from '../../domain/permission'
import type { Deed } from '../../identity/may'
import type { Viewer } from '../../identity/viewer'
import { mayDo } from '../writes/rights'

/** Whether the viewer may write policies of a namespace, and if not, why. */
export const mayWritePolicies = (
  viewer: Viewer,
  namespace: string,
  verb: Deed['verb'] = 'patch',
): Promise<Permission> =>
  mayDo(viewer, [{ verb, kind: 'peerAuthentications', words: `${verb} PeerAuthentications` }], {
    namespace,
  })
