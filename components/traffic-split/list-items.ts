import type { SplitCandidatesReply } from '@/lib/api/splits'
import { type Attention, byAttention } from '@/lib/domain/traffic-split/attention'
import type { Split } from '@/lib/domain/traffic-split/split'
import type { TrafficFilter } from '@/lib/search-params/traffic'

export type Candidate = SplitCandidatesReply['data'][number]

/** A row of the list: a split, or a service that could have one. */
export type ListItem =
  | { kind: 'split'; split: Split; attention: Attention }
  | { kind: 'candidate'; candidate: Candidate }

const wordsOf = (item: ListItem): string[] =>
  item.kind === 'candidate'
    ? [
        item.candidate.namespace,
        item.candidate.name,
        ...item.candidate.versions.map(({ version }) => version),
      ]
    : [
        item.split.namespace,
        item.split.kind,
        item.split.name,
        item.split.owner?.title ?? '',
        ...item.split.hosts,
        ...item.split.gateways,
        ...item.split.routes.flatMap(({ name, match, destinations }) => [
          name ?? '',
          match,
          ...destinations.flatMap(({ host, subset }) => [host, subset ?? '']),
        ]),
      ]

/** Every word that is looked for must be found somewhere in the row, in any case. */
function isFound(item: ListItem, find: string): boolean {
  const text = wordsOf(item).join('\n').toLowerCase()
  return find
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

const wantsAttention = (item: ListItem) =>
  item.kind === 'split' && (item.attention.level === 'now' || item.attention.level === 'soon')

/** What the list shows, in its order: what needs attention first, what could be split last. */
export function listItems(
  splits: readonly Split[],
  candidates: readonly Candidate[],
  { find, show }: { find: string; show: TrafficFilter },
): ListItem[] {
  const items: ListItem[] = [
    ...byAttention(splits).map((one) => ({ kind: 'split' as const, ...one })),
    ...candidates.map((candidate) => ({ kind: 'candidate' as const, candidate })),
  ]
  return items.filter((item) => isFound(item, find) && (show === 'all' || wantsAttention(item)))
}

export const itemKey = (item: ListItem): string =>
  item.kind === 'split'
    ? item.split.id
    : `service ${item.candidate.namespace}/${item.candidate.name}`
