'use client'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useId } from 'react'
import { Button } from '@/components/ui/button'
import { callCheckQuery } from '@/lib/queries/mtls'
import { type CallQuestion, toCallQuestion } from '@/lib/search-params/security'
import { CallResultView } from './call-result'

type Field = { name: keyof CallQuestion; label: string; placeholder: string; hint?: string }

const fields: readonly Field[] = [
  {
    name: 'client',
    label: 'Client workload',
    placeholder: 'namespace/workload',
    hint: '“none” is a client without a proxy',
  },
  { name: 'service', label: 'Service', placeholder: 'namespace/service' },
  { name: 'port', label: 'Service port', placeholder: '8080' },
  { name: 'subset', label: 'Subset', placeholder: 'optional' },
]

/**
 * Would this call work, and how is it encrypted: asked of the configuration, not of the metrics. What
 * is asked is in the URL, so that the answer can be passed on.
 */
export function CallCheck({
  call,
  onChange,
}: {
  call: CallQuestion
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
        key={fields.map(({ name }) => call[name]).join(' ')}
        onSubmit={submit}
        className="grid gap-3 sm:grid-cols-2 xl:grid-cols-1"
      >
        {fields.map((field) => (
          <TextField key={field.name} field={field} value={call[field.name]} />
        ))}
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

function TextField({
  field: { name, label, placeholder, hint },
  value,
}: {
  field: Field
  value: string
}) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-small font-medium text-muted">
        {label}
      </label>
      <input
        id={id}
        name={name}
        defaultValue={value}
        placeholder={placeholder}
        aria-describedby={hint ? `${id}-hint` : undefined}
        autoComplete="off"
        spellCheck={false}
        className="h-8 rounded-small border border-line bg-canvas px-2 placeholder:text-muted pointer-coarse:h-10"
      />
      {hint && (
        <p id={`${id}-hint`} className="text-small text-muted">
          {hint}
        </p>
      )}
    </div>
  )
}

function Missing({ call }: { call: CallQuestion }) {
  const isEmpty = fields.every(({ name }) => call[name] === '')
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
