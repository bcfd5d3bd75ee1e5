import 'server-only'
import { z } from 'zod'
import type { RouteObject } from '../../domain/traffic-split/rule'
import type { RouteKind } from '../../domain/traffic-split/split'
import { UpstreamError } from '../../errors'
import { grpcRoute, httpRoute } from '../../kubernetes/gateway-route'
import { kinds } from '../../kubernetes/kinds'
import type { KubeSend } from '../../kubernetes/kube-fetch'
import { virtualService } from '../../kubernetes/virtual-service'
import { type FoundObject, findObject, type WholeObject } from '../../kubernetes/whole-object'
import { kindNameOf } from './split-rights'

export type SplitName = { kind: RouteKind; namespace: string; name: string }

/** An object that routes: as a whole, and as it is read. */
export type FoundSplit = FoundObject & { route: RouteObject }

/** Read fresh; `null` where there is none. */
export async function findSplitOrNone(
  send: KubeSend,
  { kind, namespace, name }: SplitName,
  signal: AbortSignal,
): Promise<FoundSplit | null> {
  const found = await findObject(send, kinds[kindNameOf[kind]], { namespace, name }, signal)
  return found && { ...found, route: toRoute(kind, found.object) }
}

/** What is not there is an error of its own, which is told with 404. */
export async function findSplit(
  send: KubeSend,
  name: SplitName,
  signal: AbortSignal,
): Promise<FoundSplit> {
  const found = await findSplitOrNone(send, name, signal)
  if (found === null) throw new UpstreamError('kubernetes', 'not-found')
  return found
}

export function toRoute(kind: RouteKind, object: WholeObject): RouteObject {
  try {
    switch (kind) {
      case 'VirtualService':
        return { kind, object: virtualService.parse(object) }
      case 'HTTPRoute':
        return { kind, object: httpRoute.parse(object) }
      case 'GRPCRoute':
        return { kind, object: grpcRoute.parse(object) }
    }
  } catch (cause) {
    if (cause instanceof z.ZodError) throw new UpstreamError('kubernetes', 'malformed', { cause })
    throw cause
  }
}
