'use client'
import { useState } from 'react'
import { CodeBlock } from '@/components/ui/code-block'
import { CopyButton } from '@/components/ui/copy-button'
import { DiffView } from '@/components/ui/diff-view'
import { Segmented } from '@/components/ui/segmented'
import type { MtlsPlan } from '@/lib/api/mtls-change'

const forms = ['diff', 'patch', 'kubectl'] as const
type Form = (typeof forms)[number]

const labels: Record<Form, string> = { diff: 'Diff', patch: 'Patch', kubectl: 'kubectl' }

/** The change itself, in the form in which somebody needs it. What is made or deleted has no patch. */
export function PlanTexts({ plan }: { plan: Pick<MtlsPlan, 'diff' | 'patch' | 'kubectl'> }) {
  const [form, setForm] = useState<Form>('diff')
  const choices = forms
    .filter((value) => value !== 'patch' || plan.patch.length > 0)
    .map((value) => ({ value, label: labels[value] }))
  const texts: Record<Form, string> = {
    diff: plan.diff,
    patch: JSON.stringify(plan.patch, null, 2),
    kubectl: plan.kubectl,
  }
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <Segmented label="Show the change as" choices={choices} value={form} onChange={setForm} />
        <CopyButton emphasis="quiet" className="ml-auto" text={texts[form]}>
          Copy
        </CopyButton>
      </div>
      {form === 'diff' ? (
        <DiffView label="What changes in the object" unified={plan.diff} />
      ) : (
        <CodeBlock label={labels[form]} text={texts[form]} />
      )}
    </div>
  )
}
