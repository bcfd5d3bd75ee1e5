import 'server-only'
import type { Pod } from './pod'

/** A CronJob's Jobs are named after it and the minute they were due. */
const cronJobRun = /^(.+)-\d{8,10}$/

/**
 * The name under which Istio's metrics report a pod: its Deployment's where a ReplicaSet's name
 * tells it, else its controller's, else its own.
 * https://github.com/istio/istio/blob/master/pkg/kube/util.go (GetWorkloadMetaFromPod)
 */
export function workloadName({
  name,
  labels,
  controller,
}: Pick<Pod, 'name' | 'labels' | 'controller'>) {
  if (!controller) return name
  switch (controller.kind) {
    case 'ReplicaSet':
      return withoutHash(controller.name, labels['pod-template-hash'])
    case 'ReplicationController':
      return labels.deploymentconfig || controller.name
    case 'Job':
      return cronJobRun.exec(controller.name)?.[1] ?? controller.name
    default:
      return controller.name
  }
}

const withoutHash = (replicaSet: string, hash: string | undefined) =>
  hash && replicaSet.endsWith(`-${hash}`) ? replicaSet.slice(0, -hash.length - 1) : replicaSet

/** https://istio.io/latest/docs/ops/best-practices/observability/ (canonical service) */
export const canonicalName = (labels: Readonly<Record<string, string>>, workload: string) =>
  labels['service.istio.io/canonical-name'] ||
  labels['app.kubernetes.io/name'] ||
  labels.app ||
  workload

export const canonicalRevision = (labels: Readonly<Record<string, string>>) =>
  labels['service.istio.io/canonical-revision'] ||
  labels['app.kubernetes.io/version'] ||
  labels.version ||
  'latest'
