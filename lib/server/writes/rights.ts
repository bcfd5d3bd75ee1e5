import 'server-only'
import type { Permission } from '../../domain/permission'
import { isUpstreamError } from '../../errors'
import { type Deed, may } from '../../identity/may'
import { personOf, whyNotKnown, whyOnlyLooking } from '../../identity/person'
import type { Viewer } from '../../identity/viewer'
import { type KindName, kinds } from '../../kubernetes/kinds'
import { resourceOf } from '../../kubernetes/object-path'

export type DeedInWords = { verb: Deed['verb']; kind: KindName; words: string }

export const mayNot = (reason: string): Permission => ({ allowed: false, reason })

/** Whether the viewer may do all of this. Everywhere is asked first: most people who may, may everywhere. */
export async function mayDo(
  viewer: Viewer,
  deeds: readonly DeedInWords[],
  place: { namespace: string; name?: string },
): Promise<Permission> {
  const person = personOf(viewer)
  if (person === null) return mayNot(whyOnlyLooking(viewer))
  try {
    for (const { verb, kind, words } of deeds) {
      const deed = { verb, ...resourceOf(kinds[kind]) }
      const isAllowed =
        (await may(person, { ...deed, namespace: '' })) ||
        (await may(person, { ...deed, ...place }))
      if (!isAllowed) return mayNot(`Kubernetes does not let you ${words} in ${place.namespace}.`)
    }
    return { allowed: true, reason: null }
  } catch (error) {
    if (!isUpstreamError(error)) throw error
    return mayNot(whyNotKnown(viewer, error))
  }
}
