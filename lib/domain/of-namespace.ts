import { groupBy } from './group-by'
import { rememberFor } from './remember'

type Namespaced = { namespace: string }

const byNamespace = rememberFor((items: readonly Namespaced[]) =>
  groupBy(items, ({ namespace }) => namespace),
)

/**
 * Those of one namespace, in their order. A list is sorted once, however many namespaces are asked
 * for: it must not change afterwards.
 */
export const ofNamespace = <Item extends Namespaced>(
  items: readonly Item[],
  namespace: string,
): readonly Item[] =>
  // The groups are of this very list: what is in them is what was in it.
  (byNamespace(items).get(namespace) ?? []) as readonly unknown[] as readonly Item[]
