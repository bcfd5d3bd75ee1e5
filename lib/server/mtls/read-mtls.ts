import 'server-only'
import type { MtlsSearch } from '../../api/mtls'
import { namespaceMtls, namespacesOf, sortByNamespace } from '../../domain/mtls/namespace-mtls'
import { showsTo } from '../../identity/shows'
import { slotOf } from '../flights'
import type { Reader } from '../reader'
import { toWireNamespace, type WireNamespace } from './mtls-wire'
import { readMtlsWorld } from './read-mtls-world'

/**
 * Mutual TLS of every namespace: what is asked for, and what was seen. The store is asked the same
 * whoever looks, and the answer is cut to the viewer afterwards.
 */
export const readMtls: Reader<MtlsSearch, WireNamespace[]> = async (search, context) => {
  const { window, lookBack } = search
  const shows = showsTo(context.viewer)
  const wanted = search.namespaces.filter((name) => shows(name))
  const at = slotOf(search.at)
  if (search.namespaces.length > 0 && wanted.length === 0)
    return { data: [], warnings: [], observedAt: at, window }
  const {
    world,
    warnings,
    observedAt,
    window: shown,
  } = await readMtlsWorld(
    {
      namespaces: wanted,
      pairs: 'plaintext',
      at,
      windowSeconds: window,
      lookBackSeconds: lookBack,
    },
    context,
  )
  const sorted = sortByNamespace(world)
  const names = namespacesOf(world).filter((name) => wanted.length === 0 || wanted.includes(name))
  return {
    data: names.map((name) => toWireNamespace(namespaceMtls(name, world, sorted), shows, false)),
    warnings,
    observedAt,
    window: shown,
  }
}
