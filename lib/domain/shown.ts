import type { Finding, ObjectRef } from './finding'

/** Whether a viewer may know of a namespace; with a kind, of its objects of that kind. */
export type Shows = (namespace: string, kind?: string | undefined) => boolean

/** An object that a viewer may not read keeps its kind, and loses its name. */
export function shownRefs<Ref extends ObjectRef>(refs: readonly Ref[], shows: Shows): Ref[] {
  return refs.map((ref) =>
    isShown(ref, shows) ? ref : { ...ref, namespace: null, name: hiddenName(ref, shows) },
  )
}

const isShown = ({ kind, namespace }: ObjectRef, shows: Shows) =>
  namespace === null || shows(namespace, kind)

/** A policy that decides about a namespace from another one is that of the mesh. */
const hiddenName = ({ kind, namespace }: ObjectRef, shows: Shows) =>
  kind === 'PeerAuthentication' && namespace !== null && !shows(namespace)
    ? 'mesh policy'
    : `${article(kind)} ${kind} that you may not see`

const article = (kind: string) => (/^(?:[AEIO]|HTTP)/.test(kind) ? 'an' : 'a')

/** A finding that rests on something hidden says that much, and not what. */
export const shownFindings = (findings: readonly Finding[], shows: Shows): Finding[] =>
  findings.map((finding) => {
    const hidden = finding.evidence.find((one) => !isShown(one, shows))
    if (!hidden) return finding
    const name = hiddenName(hidden, shows)
    return {
      ...finding,
      title: `${name.charAt(0).toUpperCase()}${name.slice(1)}: ${hiddenWords[finding.code] ?? 'it bears on this'}`,
      detail: 'Ask whoever owns it; its name is not shown to you.',
      evidence: shownRefs(finding.evidence, shows).map(({ kind, namespace, name }) => ({
        kind,
        namespace,
        name,
      })),
    }
  })

const hiddenWords: Record<string, string> = {
  'rule-breaks': 'it breaks calls to here',
  'rule-weakens': 'it turns off mutual TLS to here',
  'rule-ambiguous': 'it is read two ways',
  'unknown-subset': 'it does not define a subset that is used here',
  'hidden-subset': 'its clients do not see a subset that is used here',
  'other-route': 'it routes the same service',
  'other-route-wins': 'it wins for the same service',
}
