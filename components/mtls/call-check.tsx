'use client'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useId } from 'react'
import { Button } from '@/components/ui/button'
import { callCheckQuery } from '@/lib/queries/mtls'
import { type CallQuestion, toCallQuestion } from '@/lib/search-params/security'
import { CallResultView } from './call-result'
import { NameField } from './name-field'
import { TextField } from './text-field'

const questionParts = ['client', 'service', 'port', 'subset'] as const

/**
 * Would this call work, and how is it encrypted: asked of the configuration, not of the metrics. What
 * is asked is in the URL, so that the answer can be passed on.
 */
export function CallCheck({
  call,
  namespaces,
  onChange,
}: {
  call: CallQuestion
  /** To choose from. */
  namespaces: readonly string[]
  onChange: (call: CallQuestion) => void
}) {
  const title = useId()
  const question = toCallQuestion(call)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    onChange(callOf(new FormData(event.currentTarget)))
  }
  return (
    <section
      aria-labelledby={title}
      className="flex shrink-0 flex-col gap-3 rounded-panel border border-line bg-surface p-4 xl:w-80 xl:overflow-y-auto"
    >
      <h2 id={title} className="text-title font-semibold">
        Would this call work?
      </h2>
      <form
        // Drawn anew when the URL brings another question: what is typed lives in the fields.
        key={questionParts.map((part) => call[part]).join(' ')}
        onSubmit={submit}
        className="grid gap-3 sm:grid-cols-2 xl:grid-cols-1"
      >
        <NameField
          name="client"
          label="Client workload"
          placeholder="namespace/workload"
          hint="“none” is a client without a proxy"
          value={call.client}
          namespaces={namespaces}
          of="workloads"
          alsoChoices={['none']}
        />
        <NameField
          name="service"
          label="Service"
          placeholder="namespace/service"
          value={call.service}
          namespaces={namespaces}
          of="services"
        />
        <TextField name="port" label="Service port" placeholder="8080" value={call.port} />
        <TextField name="subset" label="Subset" placeholder="optional" value={call.subset} />
        <Button type="submit" emphasis="primary" className="justify-self-start self-end">
          Check the call
        </Button>
      </form>
      {question ? <Answer question={question} /> : <Missing call={call} />}
    </section>
  )
}

const callOf = (form: FormData): CallQuestion => {
  const text = (name: keyof CallQuestion) => String(form.get(name) ?? '').trim()
  return {
    client: text('client'),
    service: text('service'),
    port: text('port'),
    subset: text('subset'),
  }
}

function Missing({ call }: { call: CallQuestion }) {
  const isEmpty = questionParts.every((part) => call[part] === '')
  return (
    <p role="status" className="text-small text-muted">
      {isEmpty
        ? 'Name a client and a service port. The answer follows from the policies and rules that are there now.'
        : 'Client and service are written namespace/name, the port as a number from 1 to 65535.'}
    </p>
  )
}

function Answer({ question }: { question: NonNullable<ReturnType<typeof toCallQuestion>> }) {
  const { data, error, isPending } = useQuery(callCheckQuery(question))
  if (error)
    return (
      <p role="alert" className="text-failing">
        {error.problem.title}. {error.problem.detail}
      </p>
    )
  if (isPending)
    return (
      <p role="status" className="text-muted">
        Checking …
      </p>
    )
  return <CallResultView call={data.data} warnings={data.warnings} />
}
