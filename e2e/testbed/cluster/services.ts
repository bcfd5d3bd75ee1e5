import type { Cache } from './cache'
import { endpointSliceOf, serviceNameLabel } from './endpoint-slices'
import { isInStep } from './in-step'
import { isStarting } from './kubernetes-objects'
import { isSelected } from './pods'
import type { Writer } from './writer'

/** Keeps a service's EndpointSlice in step with the pods that it selects, and with the service. */
export async function reconcileService(
  { cache, writer }: { cache: Cache; writer: Writer },
  key: string,
): Promise<void> {
  const [namespace = '', name = ''] = key.split('/')
  const known = cache
    .within('EndpointSlice', namespace)
    .find(({ metadata }) => metadata.labels?.[serviceNameLabel] === name)
  const service = cache.get('Service', key)
  const pods = cache.within('Pod', namespace)
  if (service && pods.some((pod) => isStarting(pod) && isSelected(pod, service.spec.selector)))
    return
  const wanted = service ? endpointSliceOf(service, pods) : null
  if (!wanted) {
    // A slice of a service without a selector is somebody else's.
    if (known && !service) await writer.delete('EndpointSlice', known)
    return
  }
  if (!known) {
    await writer.create('EndpointSlice', wanted)
    return
  }
  const { endpoints, ports } = wanted
  if (!isInStep(known, { endpoints, ports }))
    await writer.patch('EndpointSlice', known, { endpoints, ports })
}
