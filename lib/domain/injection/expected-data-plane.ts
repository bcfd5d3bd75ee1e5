import type { DataPlaneMode } from '../workload'

type Labels = Readonly<Record<string, string>>

export type InjectionFacts = {
  namespace: { name: string; labels: Labels }
  pod: {
    labels: Labels
    /** The annotation `sidecar.istio.io/inject`, the old way to opt out. */
    injectAnnotation: string | null
    hostNetwork: boolean
  }
  /** Revisions and tags that have an injector; `null` where nobody has looked. */
  revisions: ReadonlySet<string> | null
  /** `sidecarInjectorWebhook.enableNamespacesByDefault` of the default revision. */
  byDefault: boolean
}

export type ExpectedDataPlane = {
  mode: DataPlaneMode
  /** Of the injecting control plane; `default` is the unnamed one. `null` without a sidecar. */
  revision: string | null
  because: string
}

const neverInjected = new Set([
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'local-path-storage',
])

/**
 * What a new pod would get, by labels: changing them changes nothing for pods that run. A sidecar
 * goes before ambient.
 * https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#controlling-the-injection-policy
 */
export function expectedDataPlane(facts: InjectionFacts): ExpectedDataPlane {
  const injection = injectionOf(facts)
  if (injection.mode === 'sidecar') return injection
  const { pod, namespace } = facts
  const enrolment =
    pod.labels['istio.io/dataplane-mode'] ?? namespace.labels['istio.io/dataplane-mode']
  if (enrolment !== 'ambient') return injection
  return pod.hostNetwork
    ? no('pods on the host’s network are never enrolled')
    : { mode: 'ambient', revision: null, because: 'labelled istio.io/dataplane-mode=ambient' }
}

/** The first row that matches decides. Webhooks select by labels; the annotation only vetoes. */
function injectionOf({ namespace, pod, revisions, byDefault }: InjectionFacts): ExpectedDataPlane {
  if (pod.hostNetwork) return no('pods on the host’s network are never injected')
  if (neverInjected.has(namespace.name)) return no(`${namespace.name} is never injected`)
  const inject = pod.labels['sidecar.istio.io/inject']
  const ofNamespace = namespace.labels['istio-injection']
  if (ofNamespace !== undefined && ofNamespace !== 'enabled')
    return no(`the namespace says istio-injection=${ofNamespace}`)
  if (inject === 'false') return no('the pod says sidecar.istio.io/inject=false')
  const vetoed = inject === undefined && pod.injectAnnotation === 'false'
  if (vetoed) return no('an annotation of the pod says sidecar.istio.io/inject=false')
  if (ofNamespace === 'enabled') return yes('default', 'the namespace says istio-injection=enabled')
  const revision = namespace.labels['istio.io/rev'] ?? pod.labels['istio.io/rev']
  if (revision !== undefined) return byRevision(revision, revisions)
  if (inject === 'true') return yes('default', 'the pod says sidecar.istio.io/inject=true')
  return byDefault
    ? yes('default', 'the control plane injects by default')
    : no('neither the namespace nor the pod asks for it')
}

/** Where a revision has no injector, nothing happens, and nobody says so. */
const byRevision = (revision: string, revisions: ReadonlySet<string> | null): ExpectedDataPlane =>
  revisions === null || revisions.has(revision)
    ? yes(revision, `labelled istio.io/rev=${revision}`)
    : no(`there is no revision or tag ${revision}`)

const yes = (revision: string, because: string): ExpectedDataPlane => ({
  mode: 'sidecar',
  revision,
  because,
})
const no = (because: string): ExpectedDataPlane => ({ mode: 'none', revision: null, because })
