import type { ConfigObject } from '../istio-config/config-object'
import type { ArgoApplication, Canary, Rollout } from '../istio-config/progressive-delivery'
import type { Shows } from '../shown'
import { qualifiedName } from '../workload'
import { type Owner, shownOwner } from './owner'

/** Any object of configuration; routes are the ones that controllers steer as well. */
type Owned = { kind: string; object: ConfigObject }
type Cluster = {
  rollouts: readonly Rollout[]
  canaries: readonly Canary[]
  argoApplications: readonly ArgoApplication[]
  shows: Shows
}

/**
 * Who keeps the object as it is. What steers weights now comes before what keeps files, and a mark
 * that only one program sets before one that several do.
 */
export function detectOwner(route: Owned, cluster: Cluster): Owner | null {
  const detectors = [
    flagger,
    flaggerAdopted,
    argoRollouts,
    argoCd,
    fluxKustomization,
    fluxHelmRelease,
    otherController,
    helm,
    argoCdByLabel,
    argoCdByManager,
    kubectl,
  ]
  for (const detect of detectors) {
    const owner = detect(route, cluster)
    if (owner) return shownOwner(owner, cluster.shows)
  }
  return null
}

type Detector = (route: Owned, cluster: Cluster) => Owner | null

const controllerOf = ({ owners }: ConfigObject) => owners.find(({ controller }) => controller)

/** Flagger owns what it makes, and rebuilds its whole spec. */
const flagger: Detector = ({ object }, { canaries }) => {
  const owner = controllerOf(object)
  if (owner?.kind !== 'Canary' || !owner.apiVersion.startsWith('flagger.app/')) return null
  return flaggerCanary({ namespace: object.namespace, name: owner.name }, canaries, 'certain')
}

/** What it found there before it keeps in an annotation. The route has the name of its canary. */
const flaggerAdopted: Detector = ({ object }, { canaries }) =>
  'flagger.kubernetes.app/original-configuration' in object.annotations
    ? flaggerCanary(object, canaries, 'likely')
    : null

function flaggerCanary(
  { namespace, name }: { namespace: string; name: string },
  canaries: Cluster['canaries'],
  evidence: Owner['evidence'],
): Owner {
  const canary = canaries.find(byName({ namespace, name }))
  return {
    kind: 'flagger',
    title: `Flagger canary ${name}`,
    detail: `Flagger writes these weights by itself${phaseOf(canary)}. Change the Canary instead.`,
    object: { kind: 'Canary', namespace, name },
    evidence,
    policy: 'read-only',
  }
}

/** No mark on the object: the Rollout names it. */
const argoRollouts: Detector = ({ kind, object }, { rollouts }) => {
  if (kind !== 'VirtualService') return null
  const rollout = rollouts.find(({ virtualServices }) => virtualServices.some(byName(object)))
  if (!rollout) return null
  return {
    kind: 'argo-rollouts',
    title: `Argo Rollouts rollout ${rollout.name}`,
    detail: `Argo Rollouts writes these weights by itself${phaseOf(rollout)}. Steer the Rollout instead.`,
    object: { kind: 'Rollout', namespace: rollout.namespace, name: rollout.name },
    evidence: 'certain',
    policy: 'read-only',
  }
}

/**
 * `<app>:<group>/<kind>:<namespace>/<name>`. It must name this very object: a copied annotation is
 * no ownership. https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/
 */
const argoCd: Detector = ({ kind, object }, { argoApplications }) => {
  const tracking = object.annotations['argocd.argoproj.io/tracking-id'] ?? ''
  const [app = '', resource = '', name = ''] = tracking.split(':')
  if (app === '' || !resource.endsWith(`/${kind}`) || name !== qualifiedName(object)) return null
  return argoCdApplication(app, argoApplications, 'certain')
}

/** The older way: a label, which others set as well. */
const argoCdByLabel: Detector = ({ object }, { argoApplications }) => {
  const app =
    object.labels['argocd.argoproj.io/instance'] ??
    (isWrittenByArgoCd(object) ? object.labels['app.kubernetes.io/instance'] : undefined)
  return app ? argoCdApplication(app, argoApplications, 'likely') : null
}

const isWrittenByArgoCd = ({ managers }: ConfigObject) =>
  managers.some(({ manager, spec }) => manager === 'argocd-controller' && spec.length > 0)

/** Where it marks what it keeps in a way of its own, only Kubernetes tells that it wrote there. */
const argoCdByManager: Detector = ({ object }) =>
  isWrittenByArgoCd(object)
    ? {
        kind: 'argo-cd',
        title: 'Argo CD',
        detail: argoCdHabit(undefined),
        object: null,
        evidence: 'likely',
        policy: 'commit',
      }
    : null

/** An application outside of Argo CD's own namespace is written `<namespace>_<name>`. */
function argoCdApplication(
  app: string,
  applications: Cluster['argoApplications'],
  evidence: Owner['evidence'],
): Owner {
  const [name = app, namespace] = app.split('_').reverse()
  const application = applications.find(
    (one) => one.name === name && (namespace === undefined || one.namespace === namespace),
  )
  return {
    kind: 'argo-cd',
    title: `Argo CD application ${name}`,
    detail: argoCdHabit(application),
    object: application
      ? { kind: 'Application', namespace: application.namespace, name: application.name }
      : null,
    evidence,
    policy: 'commit',
  }
}

function argoCdHabit(application: Cluster['argoApplications'][number] | undefined): string {
  if (!application) return 'Argo CD may undo a change that is not in Git.'
  if (application.automated?.selfHeal)
    return 'Argo CD heals by itself: it undoes a change that is not in Git, usually within seconds.'
  return application.automated
    ? 'Argo CD shows a change that is not in Git as out of sync, and overwrites it with the next commit.'
    : 'Argo CD shows a change that is not in Git as out of sync, and overwrites it with the next sync.'
}

const fluxKustomization: Detector = ({ object }) => {
  const name = object.labels['kustomize.toolkit.fluxcd.io/name']
  const namespace = object.labels['kustomize.toolkit.fluxcd.io/namespace'] ?? 'flux-system'
  if (!name || object.annotations['kustomize.toolkit.fluxcd.io/reconcile'] === 'disabled')
    return null
  const keeps = ['IfNotPresent', 'Ignore'].includes(
    object.annotations['kustomize.toolkit.fluxcd.io/ssa'] ?? '',
  )
  return {
    kind: 'flux-kustomization',
    title: `Flux Kustomization ${name}`,
    detail: keeps
      ? 'Flux leaves this object as it is once it is there. The change still belongs into Git.'
      : 'Flux applies the whole manifest again and again: it undoes a change that is not in Git, usually within minutes.',
    object: { kind: 'Kustomization', namespace, name },
    evidence: 'certain',
    policy: 'commit',
  }
}

const fluxHelmRelease: Detector = ({ object }) => {
  const name = object.labels['helm.toolkit.fluxcd.io/name']
  const namespace = object.labels['helm.toolkit.fluxcd.io/namespace'] ?? object.namespace
  if (!name) return null
  const isLeft = object.annotations['helm.toolkit.fluxcd.io/driftDetection'] === 'disabled'
  return {
    kind: 'flux-helm-release',
    title: `Flux HelmRelease ${name}`,
    detail: isLeft
      ? 'Flux does not look for changes here, but the next release overwrites them.'
      : 'Flux overwrites the change with the next release, and sooner where it looks for drift.',
    object: { kind: 'HelmRelease', namespace, name },
    evidence: 'certain',
    policy: 'commit',
  }
}

const helm: Detector = ({ object }) => {
  const release = object.annotations['meta.helm.sh/release-name']
  if (object.labels['app.kubernetes.io/managed-by'] !== 'Helm' || !release) return null
  return {
    kind: 'helm',
    title: `Helm release ${release}`,
    detail: 'The next upgrade of the release may overwrite the change.',
    object: null,
    evidence: 'certain',
    policy: 'commit',
  }
}

const otherController: Detector = ({ object }) => {
  const owner = controllerOf(object)
  if (!owner) return null
  return {
    kind: 'controller',
    title: `${owner.kind} ${owner.name}`,
    detail: `A controller makes this object from ${owner.kind} ${owner.name}, and may write it again at any time.`,
    object: { kind: owner.kind, namespace: object.namespace, name: owner.name },
    evidence: 'certain',
    policy: 'read-only',
  }
}

/** Applied by hand or by a script. Nothing undoes a change until somebody applies again. */
const kubectl: Detector = ({ object }) => {
  if (!('kubectl.kubernetes.io/last-applied-configuration' in object.annotations)) return null
  return {
    kind: 'kubectl',
    title: 'kubectl apply',
    detail: 'Applied from a file. The next kubectl apply of that file overwrites the change.',
    object: null,
    evidence: 'likely',
    policy: 'edit',
  }
}

const byName = (wanted: { namespace: string; name: string }) => (one: typeof wanted) =>
  one.namespace === wanted.namespace && one.name === wanted.name

const phaseOf = (steered: Rollout | Canary | undefined) =>
  steered?.phase ? `; it is ${steered.phase}` : ''
