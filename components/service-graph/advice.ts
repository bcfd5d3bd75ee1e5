import type { Problem } from '@/lib/api/envelope'

/** What a person can do about a failure, by its HTTP status: all that a proxy in between leaves of it. */
const advice: Record<number, string> = {
  0: 'Check the network between this browser and Binnacle, and that Binnacle runs.',
  400: 'The link asks for something that this version does not know. Open the graph from the navigation.',
  401: 'Your session may have ended. Reload the page.',
  403: 'Ask whoever runs Binnacle for access to these namespaces.',
  502: 'What answers at BINNACLE_PROMETHEUS_URL refused the question or does not speak Prometheus’ HTTP API. Check the address, and what stands in between.',
  503: 'Check that Prometheus runs, and that BINNACLE_PROMETHEUS_URL leads to it from where Binnacle runs.',
  504: 'Prometheus is slow or overloaded. Fewer namespaces or a shorter window cost it less.',
}

export const adviceFor = ({ status }: Pick<Problem, 'status'>): string =>
  advice[status] ?? 'Binnacle’s log has the cause.'
