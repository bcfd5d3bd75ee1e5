import type { Problem } from '@/lib/api/envelope'

/** What a person can do about a failure, by its HTTP status: all that a proxy in between leaves of it. */
const advice: Record<number, string> = {
  0: 'Check the network between this browser and Binnacle, and that Binnacle runs.',
  400: 'The link asks for something that this version does not know. Open the screen from the navigation.',
  401: 'Your session may have ended. Reload the page.',
  403: 'Ask whoever runs Binnacle for access to these namespaces.',
  404: 'It may have been deleted or renamed, or you may not see its namespace.',
  502: 'What answers at BINNACLE_PROMETHEUS_URL failed, refused the question or does not speak Prometheus’ HTTP API. Check the address, its log, and what stands in between.',
  503: 'Check that Prometheus runs, and that BINNACLE_PROMETHEUS_URL leads to it from where Binnacle runs.',
  504: 'Prometheus is slow or overloaded. Fewer namespaces or a shorter window cost it less.',
}

const kubernetesAdvice: Record<number, string> = {
  403: 'Ask whoever runs the cluster for the right to it.',
  502: 'The Kubernetes API failed or refused the question. Check its log, and what Binnacle’s account may do.',
  503: 'Check that the Kubernetes API runs, and that the kubeconfig leads to it from where Binnacle runs.',
  504: 'The Kubernetes API is slow or overloaded.',
}

/** Our own server names the upstream that failed at the head of the title. */
export const adviceFor = ({ status, title }: Pick<Problem, 'status' | 'title'>): string =>
  (title.startsWith('The token of this panel')
    ? 'The page around this panel has to bring another one.'
    : undefined) ??
  (title.startsWith('Kubernetes') ? kubernetesAdvice[status] : undefined) ??
  advice[status] ??
  'Binnacle’s log has the cause.'
