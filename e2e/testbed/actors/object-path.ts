import { z } from 'zod'

/** The path of one object in the API: `/apis/GROUP/VERSION/namespaces/NAMESPACE/PLURAL/NAME`. */
export const objectPath = z
  .string()
  .regex(
    /^\/(api\/[^/]+|apis\/[^/]+\/[^/]+)(\/namespaces\/[^/]+)?\/[^/]+\/[^/]+$/,
    'the path of one object, such as /apis/networking.istio.io/v1/namespaces/default/virtualservices/reviews',
  )

/** The same object as one that is picked from its collection, for a list or a watch. */
export function splitObjectPath(path: string): { collection: string; fieldSelector: string } {
  const slash = path.lastIndexOf('/')
  return {
    collection: path.slice(0, slash),
    fieldSelector: `metadata.name=${path.slice(slash + 1)}`,
  }
}
