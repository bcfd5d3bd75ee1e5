'use client'
import { useQuery } from '@tanstack/react-query'
import { SlidersHorizontal } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useState } from 'react'
import { Button, buttonLook } from '@/components/ui/button'
import { PanelSection } from '@/components/ui/panel-section'
import { Skeleton } from '@/components/ui/skeleton'
import { splitQuery } from '@/lib/queries/splits'
import { useLastGood } from '@/lib/queries/use-last-good'
import { type SplitRef, splitHref } from '@/lib/search-params/routes'
import type { Scope } from '@/lib/search-params/scope'
import { toSplitQuestion } from '@/lib/search-params/traffic'
import type { SplitEditorProps } from './split-editor'

const Placeholder = () => <Skeleton className="h-40" />

// Sliders and all: only for who wants to move something.
const BriefEditor = dynamic(
  async () => {
    const [{ SplitEditor }, { SplitBrief }] = await Promise.all([
      import('./split-editor'),
      import('./split-brief'),
    ])
    return (props: Omit<SplitEditorProps, 'view'>) => <SplitEditor {...props} view={SplitBrief} />
  },
  { ssr: false, loading: Placeholder },
)

/** A split in another subject's panel: the way to its page, and its editor in place. */
export function SplitSlot({ split, scope }: { split: SplitRef; scope: Scope }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <PanelSection title={`Move the traffic of ${split.name}`}>
      <div className="flex flex-wrap gap-2">
        {!isOpen && (
          <Button onClick={() => setOpen(true)}>
            <SlidersHorizontal aria-hidden />
            Move here
          </Button>
        )}
        <Link href={splitHref(split, scope)} prefetch={false} className={buttonLook()}>
          Open the split
        </Link>
      </div>
      {isOpen && <OpenSlot split={split} scope={scope} />}
    </PanelSection>
  )
}

function OpenSlot({ split, scope }: { split: SplitRef; scope: Scope }) {
  const question = toSplitQuestion(scope)
  const refresh = scope.at === null ? scope.refresh : 0
  const { shown, failure } = useLastGood(useQuery(splitQuery(split, question, refresh)), question)
  if (shown)
    return (
      <>
        {failure && (
          <p role="status" className="text-muted">
            Not renewed: {failure.error.problem.title}.
          </p>
        )}
        <BriefEditor split={shown.reply.data} scope={scope} />
      </>
    )
  return failure ? (
    <p role="alert" className="text-muted">
      Not known: {failure.error.problem.title}.
    </p>
  ) : (
    <Placeholder />
  )
}
