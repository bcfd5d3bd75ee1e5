import { type ReactNode, useId } from 'react'
import { Reasons } from '@/components/mesh/reasons'
import { type Scope, toExplainQuestion } from '@/lib/search-params/scope'
import { Rights } from './rights'
import { Upstreams } from './upstreams'

/** Each part asks for itself and fails alone. */
export function ConnectionsPanel({ scope }: { scope: Scope }) {
  const { at, refresh } = scope
  return (
    <main className="min-h-0 flex-1 overflow-y-auto p-4">
      <h1 className="mb-4 text-large font-semibold">Connections</h1>
      <div className="flex max-w-4xl flex-col gap-4">
        <Part title="Connected to">
          <Upstreams refresh={refresh} />
        </Part>
        <Part title="What you may do">
          <Rights />
        </Part>
        <Part title="Why the graph shows what it shows">
          <Reasons question={toExplainQuestion(scope)} refresh={at === null ? refresh : 0} />
        </Part>
      </div>
    </main>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  const heading = useId()
  return (
    <section
      aria-labelledby={heading}
      className="flex flex-col gap-3 rounded-panel border border-line bg-surface p-4"
    >
      <h2 id={heading} className="text-title font-semibold">
        {title}
      </h2>
      {children}
    </section>
  )
}
