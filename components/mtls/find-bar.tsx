import { Search } from 'lucide-react'
import { ChoiceMenu } from '@/components/ui/choice-menu'
import { type SecuritySort, securitySorts } from '@/lib/search-params/security'

const sortWords: Record<SecuritySort, string> = {
  risk: 'Risk',
  namespace: 'Namespace',
  traffic: 'Traffic',
}
const sorts = securitySorts.map((value) => ({ value, label: sortWords[value] }))

export function FindBar({
  find,
  sort,
  found,
  all,
  onChange,
}: {
  find: string
  sort: SecuritySort
  /** How many rows are left, of how many. */
  found: number
  all: number
  onChange: (change: { find?: string; sort?: SecuritySort }) => void
}) {
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2">
      <label className="relative min-w-56 flex-1 sm:max-w-80">
        <Search aria-hidden className="absolute top-2 left-2.5 size-4 text-muted" />
        <input
          type="search"
          aria-label="Find namespaces"
          placeholder="Find namespaces, policies, verdicts"
          value={find}
          onChange={(event) => onChange({ find: event.target.value })}
          className="h-8 w-full rounded-panel border border-line bg-surface pr-2 pl-8 placeholder:text-muted pointer-coarse:h-10"
        />
      </label>
      <ChoiceMenu
        label="Sort by"
        trigger={
          <>
            <span className="text-muted">Sort by</span> {sortWords[sort]}
          </>
        }
        choices={sorts}
        value={sort}
        onChange={(chosen) => onChange({ sort: chosen })}
      />
      <p role="status" className="text-small text-muted">
        {find === '' ? `${all} namespaces` : `${found} of ${all} namespaces`}
      </p>
    </div>
  )
}
