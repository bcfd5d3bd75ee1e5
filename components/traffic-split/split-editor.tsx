'use client'
import { useQueryClient } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { type ComponentType, useState } from 'react'
import { splitQuery } from '@/lib/queries/splits'
import type { Scope } from '@/lib/search-params/scope'
import { toSplitQuestion } from '@/lib/search-params/traffic'
import {
  changesOf,
  discarded,
  draftRoute,
  driftOf,
  emptyDraft,
  isMoved,
  rebased,
  withLock,
  withWeights,
} from './draft'
import { DraftBar } from './draft-bar'
import { RouteEditor } from './route-editor'
import type { RouteProps } from './route-view'
import type { SplitDetail } from './split-detail'
import type { SplitViewProps } from './split-view'
import { defaultStep } from './steps'
import { useSplitChange } from './use-split-change'

// A dialog, a diff, a table: only when somebody is about to write.
const PlanSheet = dynamic(() => import('./plan-sheet').then((module) => module.PlanSheet), {
  ssr: false,
})

export type SplitEditorProps = {
  split: SplitDetail
  scope: Scope
  view: ComponentType<SplitViewProps>
}

/** A split whose weights can be moved. What it looks like is the view's affair. */
export function SplitEditor({ split, scope, view: View }: SplitEditorProps) {
  const client = useQueryClient()
  const [draft, setDraft] = useState(emptyDraft)
  const [step, setStep] = useState(defaultStep)
  const [reason, setReason] = useState('')
  const readAgain = () =>
    client.fetchQuery({ ...splitQuery(split, toSplitQuestion(scope)), staleTime: 0 }).then(
      ({ data }) => data,
      // The sheet says that it cannot be known; the page says why.
      () => null,
    )
  const discard = () => {
    setDraft(discarded)
    setReason('')
  }
  const change = useSplitChange(split, { onWritten: discard, readAgain })
  const adopt = () => {
    change.adopt()
    void readAgain().then((now) => now && setDraft((before) => rebased(before, now)))
  }
  const canMove = split.editable.allowed || split.owner?.policy === 'read-only'

  const edit = ({ kind, route, ...rest }: RouteProps) => (
    <RouteEditor
      {...rest}
      kind={kind}
      route={route}
      draft={draftRoute(draft, kind, route)}
      step={step}
      disabled={!canMove}
      onStep={setStep}
      onWeights={(next) => setDraft((before) => withWeights(before, split, route.route, next))}
      onLocked={(locked) => setDraft((before) => withLock(before, route.route, locked))}
    />
  )
  return (
    <>
      <View
        split={split}
        scope={scope}
        renderRoute={edit}
        {...(split.editable.allowed
          ? { onRevert: (undone) => change.review({ kind: 'revert', change: undone }) }
          : {})}
      />
      {isMoved(draft) && (
        <DraftBar
          split={split}
          draft={draft}
          // What is being written is no drift when it comes back.
          drift={change.isApplying ? [] : driftOf(draft, split)}
          reason={reason}
          onReason={setReason}
          onReview={() => change.review({ kind: 'move', changes: changesOf(draft), reason })}
          onDiscard={discard}
          onRebase={() => setDraft((before) => rebased(before, split))}
        />
      )}
      {change.intent && (
        <PlanSheet
          change={{ ...change, adopt }}
          subject={`${split.kind} ${split.namespace}/${split.name}`}
        />
      )}
    </>
  )
}
