import 'server-only'
import { distinct } from '../domain/distinct'
import {
  nothingReadable,
  type Readable,
  type RuledKind,
  readableWhere,
  ruledKinds,
} from '../domain/readable'
import { type KindName, kinds } from '../kubernetes/kinds'
import { resourceOf } from '../kubernetes/object-path'
import { type WatchCache, watchCache } from '../kubernetes/watch-cache'
import { logProblem } from '../log'
import { type Asking, allowedAmong, askingAbout, isAllowed } from './access-review'
import { createDecision, type Decision } from './decision'
import { onePerPerson } from './kept'
import { type ActsAs, type Sees, seesNothing } from './viewer'

/** What is kept of each kind: two resources are a Gateway, and who may not get both is shown neither. */
const keptOf: Record<RuledKind, readonly KindName[]> = {
  VirtualService: ['virtualServices'],
  DestinationRule: ['destinationRules'],
  Gateway: ['istioGateways', 'kubernetesGateways'],
  HTTPRoute: ['httpRoutes'],
  GRPCRoute: ['grpcRoutes'],
  ReferenceGrant: ['referenceGrants'],
  ServiceEntry: ['serviceEntries'],
  Sidecar: ['sidecars'],
  PeerAuthentication: ['peerAuthentications'],
  AuthorizationPolicy: ['authorizationPolicies'],
  NetworkPolicy: ['networkPolicies'],
  Rollout: ['rollouts'],
  Canary: ['canaries'],
  Application: ['argoApplications'],
}

const ruledNames = Object.values(keptOf).flat()

/** `undefined` for what runs. */
export const ruledKindOf = (name: KindName): RuledKind | undefined =>
  ruledKinds.find((kind) => keptOf[kind].includes(name))

/** Where a kind may be read, of the namespaces that were asked about. */
type Answer = 'everywhere' | { asked: ReadonlySet<string>; allowed: ReadonlySet<string> }
type Answers = { of: ReadonlyMap<KindName, Answer>; readable: Readable }

const noAnswers: Answers = { of: new Map(), readable: nothingReadable }

/**
 * Which objects one person may read, of the namespaces that they see: asked at most every 30 s for
 * each kind that is there, everywhere first, and at once where a kind comes to a namespace that had
 * none of it. As long as Kubernetes has never said so it is nothing.
 */
export async function personReads(as: ActsAs, sees: Sees): Promise<Readable> {
  const person = readerOf(as)
  person.sees = sees
  const { readable } = await person.decision.read(({ of }) =>
    ruledNames.every((name) => isAnswered(of.get(name), heldIn(watchCache(), name, sees))),
  )
  return readable
}

type Person = { sees: Sees; decision: Decision<Answers> }

const readerOf = onePerPerson('person-reads', (as) => {
  const person: Person = {
    sees: seesNothing,
    decision: createDecision<Answers>({
      // Shared by all requests of the person, so no single one's end cancels it.
      ask: () => askAll(person.sees, askingAbout(as, new AbortController().signal)),
      fallback: noAnswers,
      now: Date.now,
      onFailure: (cause) => logProblem('what a person may read could not be asked', {}, cause),
    }),
  }
  return person
})

const isAnswered = (answer: Answer | undefined, held: readonly string[]) =>
  answer === 'everywhere' || held.every((namespace) => answer?.asked.has(namespace))

async function askAll(sees: Sees, asking: Asking): Promise<Answers> {
  const cache = watchCache()
  const answers = await Promise.all(
    ruledNames.map(async (name) => [name, await askOf(name, heldIn(cache, name, sees), asking)]),
  )
  // Made of pairs a line above: map only widens them to lists.
  const of = new Map(answers as [KindName, Answer][])
  return { of, readable: readableWhere((kind) => inAll(keptOf[kind].map((name) => of.get(name)))) }
}

async function askOf(name: KindName, held: readonly string[], asking: Asking): Promise<Answer> {
  const deed = { verb: 'get', ...resourceOf(kinds[name]) }
  if (held.length === 0) return { asked: new Set(), allowed: new Set() }
  if (await isAllowed({ ...deed, namespace: '' }, asking)) return 'everywhere'
  return { asked: new Set(held), allowed: await allowedAmong(held, deed, asking) }
}

/** Namespaces with objects of a kind, as far as they are seen. */
function heldIn(cache: WatchCache, name: KindName, sees: Sees): readonly string[] {
  const held = heldBy(cache).get(name) ?? []
  return sees.kind === 'all' ? held : held.filter((namespace) => sees.names.has(namespace))
}

type Held = ReadonlyMap<KindName, readonly string[]>
const remembered = new WeakMap<WatchCache, { version: number; held: Held }>()

/** Worked out once for every change of the cluster, not for every request. */
function heldBy(cache: WatchCache): Held {
  const version = cache.version()
  const last = remembered.get(cache)
  if (last?.version === version) return last.held
  const namespacesOf = (name: KindName) =>
    distinct(
      [...cache.read(name).objects.values()].map(({ namespace }) => namespace),
      String,
    )
  const held = new Map(ruledNames.map((name) => [name, namespacesOf(name)]))
  remembered.set(cache, { version, held })
  return held
}

/** Where all of these may be read, of which each is asked about only where there are some. */
function inAll(answers: readonly (Answer | undefined)[]): 'everywhere' | ReadonlySet<string> {
  const known = answers.filter((answer) => answer !== undefined)
  const partial = known.filter((answer) => answer !== 'everywhere')
  const asked = partial.flatMap((answer) => [...answer.asked])
  if (partial.length < known.length && asked.length === 0) return 'everywhere'
  return new Set(
    asked.filter((namespace) =>
      partial.every((answer) => !answer.asked.has(namespace) || answer.allowed.has(namespace)),
    ),
  )
}
