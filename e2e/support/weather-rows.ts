import type { ExplainCode } from '../../lib/domain/explain-code'
import { type Switch, switchesFor } from '../testbed/admin/switches'
import { loadScenario } from '../testbed/scenarios/load'
import type { SomeWeather } from '../testbed/weather/weather'
import type { Reason } from './reasons'

/** How a page is opened, and what was the weather before. */
type Scene = {
  /** What rates are averaged over, as the link has it. */
  window?: string
  before?: SomeWeather
  /** By a console that starts in this weather: one that ran before has read everything already. */
  inNewConsole?: boolean
  /** It takes up to a minute until the page can know. */
  isSlow?: boolean
  /** What `explain` says while it is on. */
  why?: Reason
}

/** What the page of the graph says while a switch is on. */
export type Says =
  /** Above the last picture, which stays. */
  | { alert: RegExp }
  /** Beside the picture, which is drawn with what is known. */
  | { warning: RegExp }
  /** Nothing flowed. */
  | { silence: RegExp }
  /** Nothing: the picture is right, and goes on being renewed. */
  | 'nothing'

export type Row = Scene & { says: Says }

const notItsApi = /Prometheus answered something that is not its API/
const alert = (words: RegExp, scene: Scene = {}): Row => ({ ...scene, says: { alert: words } })
const warning = (words: RegExp, scene: Scene = {}): Row => ({ ...scene, says: { warning: words } })
const silence = (words: RegExp, scene: Scene = {}): Row => ({ ...scene, says: { silence: words } })
const because = (code: ExplainCode, words: RegExp) => ({ why: { code, words } })
const nothing = (scene: Scene = {}): Row => ({ ...scene, says: 'nothing' })

const notTheApi = because('prometheus-malformed', /not Prometheus’ API/)
const unknownToIt = because('prometheus-unauthorized', /does not accept our credentials/)

const prometheus: Record<string, Row> = {
  'nobody: it is down': alert(
    /Prometheus cannot be reached/,
    because('prometheus-refused', /Nothing listens at Prometheus’ address/),
  ),
  '3 s late': nothing(),
  'a minute late': alert(/Prometheus did not answer in time/, {
    isSlow: true,
    ...because('prometheus-timeout', /Prometheus did not answer in time/),
  }),
  '401': alert(/Prometheus does not accept our credentials/, unknownToIt),
  '403': alert(
    /Prometheus does not allow this/,
    because('prometheus-forbidden', /does not allow this question/),
  ),
  '422': alert(
    /Prometheus refused the question/,
    because('prometheus-rejected', /Prometheus refused the question/),
  ),
  '429': alert(
    /Prometheus is too busy to answer/,
    because('prometheus-busy', /Prometheus is too busy to answer/),
  ),
  '500': alert(
    /Prometheus has an error of its own/,
    because('prometheus-broken', /Prometheus has an error of its own/),
  ),
  '503': alert(
    /Prometheus cannot be reached/,
    because('prometheus-unreachable', /Prometheus cannot be reached/),
  ),
  'only with a tenant': alert(
    /Prometheus does not accept our credentials/,
    because('prometheus-tenant', /wants to know which tenant/),
  ),
  'only with a token': alert(/Prometheus does not accept our credentials/, unknownToIt),
  'a sign-in page': alert(notItsApi, notTheApi),
  'JSON of something else': alert(notItsApi, notTheApi),
  'half, and hangs up': alert(/Prometheus (answered something|cannot be reached)/),
  'a hundred times as much': nothing(),
  'without any Istio metric': warning(
    /No proxy was scraped in the 5 minutes before/,
    because('no-istio-metrics', /no metrics of Istio at all/),
  ),
  'without a single call': silence(
    /No traffic seen in the last 5.min/,
    because('no-traffic-metrics', /none has reported a call yet/),
  ),
}

const scrapes: Record<string, Row> = {
  'every 15 s': nothing(),
  'every 60 s': warning(/The window is shorter than two scrapes and was widened to \d+ min/, {
    // Where there was a scrape every two seconds a minute ago, their number says nothing yet.
    before: { scrapes: { kind: 'stopped', lostMinutes: 6 } },
    window: '1m',
    isSlow: true,
    ...because('window-widened', /shorter than two scrapes and was widened/),
  }),
  'each proxy twice': warning(
    /\d proxies are scraped by several jobs at a time/,
    because('scraped-twice', /\d proxies are scraped by several jobs at a time/),
  ),
  'nothing from now on': warning(/The newest scrape is \d+ s old/, {
    isSlow: true,
    ...because('scrapes-late', /The newest scrape of a proxy is \d+.(s|min) old/),
  }),
  'nothing, 12 minutes lost': warning(
    /No proxy was scraped in the 5 minutes before/,
    because('only-older', /The newest scrape of a proxy is about 1\d.min old/),
  ),
  'all but the next time': nothing(),
}

const kubernetes: Record<string, Row> = {
  'nobody: it is down': warning(/Kubernetes cannot be reached.*since/i),
  'nothing: it hangs': warning(/Kubernetes (has not answered yet|did not answer in time)/, {
    inNewConsole: true,
  }),
  '2 s late': nothing({ inNewConsole: true }),
  '429, try in a second': warning(/Kubernetes is too busy to answer/, { inNewConsole: true }),
  'watches, and drops them': nothing(),
  'watches with 410 Gone': nothing(),
  '403 for VirtualServices': warning(/Kubernetes does not allow this: VirtualServices/, {
    inNewConsole: true,
  }),
}

const traffic: Record<string, Row> = {
  none: silence(/No traffic seen in the last 1.min/, {
    window: '1m',
    isSlow: true,
    ...because('no-traffic', /No traffic flowed in this window/),
  }),
}

/** By the title of a group of switches, then by that of a switch: what is said to who looks. */
export const rows: Readonly<Record<string, Readonly<Record<string, Row>>>> = {
  'Prometheus answers': prometheus,
  'Prometheus scrapes': scrapes,
  'The Kubernetes API answers': kubernetes,
  Traffic: traffic,
}

/** What becomes of a move of traffic in a weather. */
export type Move = {
  /** What the page says instead of closing the plan. */
  refusal?: RegExp
  /** What it says once it is written. */
  afterwards?: RegExp
  isSlow?: boolean
}

const made: Move = {}

/** Weather that a write meets, by the title of a group and of a switch. */
export const writes: Readonly<Record<string, Readonly<Record<string, Move>>>> = {
  'The Kubernetes API answers': {
    'nobody: it is down': { refusal: /Kubernetes cannot be reached/ },
    '2 s late': { isSlow: true },
    '429, try in a second': { refusal: /Kubernetes is too busy to answer/ },
    '403 for VirtualServices': { refusal: /Kubernetes does not allow/ },
    'writes with 409 at first': made,
    'writes after somebody else’s': made,
    'writes with a webhook’s no': {
      refusal: /The API server refuses it.*the harbour master is asleep/s,
    },
    'writes 20 s after them': { isSlow: true },
    'writes by hanging up after them': made,
  },
  'VirtualService default/reviews': {
    'is put back 5 s after a change': { afterwards: /Changed since Binnacle wrote it/ },
    'gets a new status every second': made,
  },
}

export type ThrownSwitch = Switch & { group: string }

/** Of the routes one is enough: each has the same switches. */
const isOfOtherRoute = (group: string) =>
  group.startsWith('VirtualService ') && group !== 'VirtualService default/reviews'

/** Every switch that the demo's weather page has over bookinfo. */
export const switches: readonly ThrownSwitch[] = switchesFor(loadScenario('bookinfo').manifests)
  .filter(({ title }) => !isOfOtherRoute(title))
  .flatMap(({ title: group, switches: found }) => found.map((one) => ({ ...one, group })))

/** The first of a group takes back what its others do: every test presses it to see the page heal. */
export const healing = (group: string): ThrownSwitch => {
  const first = switches.find((one) => one.group === group)
  if (first === undefined) throw new Error(`no switch heals ${group}`)
  return first
}

/** The rows of a group, each with its switch. */
export const thrownIn = (group: string): [ThrownSwitch, Row][] =>
  Object.entries(rows[group] ?? {}).map(([title, row]) => [switchOf(group, title), row])

export function switchOf(group: string, title: string): ThrownSwitch {
  const found = switches.find((one) => one.group === group && one.title === title)
  if (found === undefined) throw new Error(`there is no switch ${group}: ${title}`)
  return found
}
