import { groupResource, type Resource, type ResourceRegistry } from '../resources/resource'
import { type Answer, type Exchange, pageNotFound } from './exchange'
import type { ResourceRequest } from './request-info'
import { handleResource } from './resource-handlers'
import { handleSpecial } from './special-handlers'
import { noSuchResource, notFound } from './status'

const hasSubresource = (
  { subresource }: ResourceRequest,
  { hasStatus, plural, behaviour }: Resource,
) =>
  subresource === '' ||
  (subresource === 'status' && hasStatus) ||
  (subresource === 'scale' && behaviour.hasScale === true) ||
  (subresource === 'finalize' && plural === 'namespaces')

/** Built-in groups say so in a `Status`, the others as a plain page. */
function unknownResource(resources: ResourceRegistry, group: string): Answer {
  const isBuiltin = resources.all().some((one) => one.group === group && !one.isCustom)
  if (isBuiltin) throw noSuchResource()
  return pageNotFound
}

/** What is answered to a request that is allowed. */
export async function handle(exchange: Exchange): Promise<Answer> {
  const { group, version, resource } = exchange.info
  const special = await handleSpecial(exchange)
  if (special) return special
  const { resources } = exchange.server.cluster
  const target = resources.find(group, version, resource)
  if (!target) return unknownResource(resources, group)
  if (hasSubresource(exchange.info, target.resource)) return handleResource(exchange, target)
  throw target.resource.isCustom
    ? notFound(groupResource(target.resource), exchange.info.name)
    : noSuchResource()
}
