import 'server-only'
import type { Kind } from './kinds'

export type ObjectName = { namespace: string; name: string }

/** `/apis/group/version/plural` becomes `/apis/group/version/namespaces/NS/plural/NAME`. */
export const objectPath = (listPath: string, { namespace, name }: ObjectName) =>
  `${collectionPath(listPath, namespace)}/${segment(name)}`

/** `.` and `..`, encoded or not, are steps in an address: twice encoded they are a name that nothing has. */
const segment = (text: string) =>
  /^\.{1,2}$/.test(text) ? text.replaceAll('.', '%252E') : encodeURIComponent(text)

export function collectionPath(listPath: string, namespace: string): string {
  const cut = listPath.lastIndexOf('/')
  return `${listPath.slice(0, cut)}/namespaces/${segment(namespace)}${listPath.slice(cut)}`
}

/** What an access review asks for: `networking.istio.io`, `virtualservices`. */
export function resourceOf({ paths }: Pick<Kind, 'paths'>): { group: string; resource: string } {
  const parts = paths[0].split('/')
  return { group: parts[1] === 'apis' ? (parts[2] ?? '') : '', resource: parts.at(-1) ?? '' }
}
