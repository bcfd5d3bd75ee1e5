import 'server-only'
import type { z } from 'zod'
import type { CallCheckSearch, callCheckReply } from '../../api/mtls-call'
import { checkCall, worstCall } from '../../domain/mtls/call-check'
import { describeCall } from '../../domain/mtls/describe-call'
import type { MtlsService, ObjectName, PodGroup } from '../../domain/mtls/mesh'
import type { MtlsRules } from '../../domain/mtls/rules'
import type { UnreadKind } from '../../domain/mtls/surroundings'
import { type Shows, shownRefs } from '../../domain/shown'
import { UpstreamError } from '../../errors'
import { showsTo } from '../../identity/shows'
import { slotOf } from '../flights'
import { kindWords } from '../kubernetes-warnings'
import type { Reader } from '../reader'
import { readMtlsFacts } from './read-mtls-facts'

type WireCall = z.input<typeof callCheckReply>['data']

/** Rates play no part in it; the envelope has a window nevertheless. */
const window = 300

/** What a call would come to, by what Kubernetes says now. */
export const readCallCheck: Reader<CallCheckSearch, WireCall> = async (
  { client, service, port, subset, direct },
  { viewer, signal },
) => {
  const { rules, facts, warnings } = await readMtlsFacts({ signal })
  const shows = showsTo(viewer)
  const target = serviceOf(rules, nameOf(service), shows)
  const call = { service: target, port, subset: subset ?? null, direct }
  const worst = worstCall(
    clientsOf(rules, client, shows).map((pods) => checkCall(rules, { ...call, client: pods })),
  )
  if (!worst) throw new UpstreamError('kubernetes', 'not-found')
  const described = describeCall(worst)
  return {
    data: {
      ...described,
      warning:
        [described.warning, ...deciding.filter((kind) => facts.unread.has(kind)).map(unreadWords)]
          .filter((words) => words !== null)
          .join(' ') || null,
      chain: described.chain.map((step) => ({ ...step, by: shownRefs(step.by, shows) })),
    },
    warnings,
    observedAt: slotOf(undefined),
    window,
  }
}

/** Kinds without which an answer may be another one. */
const deciding = [
  'peerAuthentications',
  'destinationRules',
  'sidecars',
  'configMaps',
  'istioGateways',
] as const satisfies UnreadKind[]

const unreadWords = (kind: UnreadKind) =>
  `${kindWords[kind].plural} could not be read, so this may be wrong.`

/** What may not be seen is not there: the two answers are the same. */
function serviceOf(rules: MtlsRules, name: ObjectName, shows: Shows): MtlsService {
  const service = shows(name.namespace) ? rules.serviceOf(name) : null
  const mayBeNamed = service?.entry == null || shows(name.namespace, 'ServiceEntry')
  if (!service || !mayBeNamed) throw new UpstreamError('kubernetes', 'not-found')
  return service
}

/** Half-way through a restart a workload calls in two ways. */
function clientsOf(rules: MtlsRules, client: string, shows: Shows): readonly (PodGroup | null)[] {
  if (client === 'none') return [null]
  const name = nameOf(client)
  return shows(name.namespace) ? rules.podsOf(name) : []
}

/** The schema has seen that there is a slash. */
function nameOf(qualified: string): ObjectName {
  const [namespace = '', name = ''] = qualified.split('/')
  return { namespace, name }
}
