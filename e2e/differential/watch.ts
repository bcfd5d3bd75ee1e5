/** Nobody listens at port 9: all that does not need Prometheus stands without it. */
const nowhere = 'http://127.0.0.1:9'

/** What the product is told to watch. It reads its environment once: one world for each file of tests. */
export function watch({
  kubeconfig,
  prometheusUrl = nowhere,
}: {
  kubeconfig: string
  prometheusUrl?: string
}): void {
  Object.assign(process.env, { BINNACLE_PROMETHEUS_URL: prometheusUrl, KUBECONFIG: kubeconfig })
}
