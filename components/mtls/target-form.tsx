import { useId } from 'react'
import { Segmented } from '@/components/ui/segmented'
import { enforceable, type PolicyTarget, requestedModeWords } from './policy-target'
import type { NamespaceDepth } from './reply-parts'

const modes = (['STRICT', 'PERMISSIVE', 'DISABLE', 'INHERIT'] as const).map((value) => ({
  value,
  label: requestedModeWords[value],
}))

const meanings: Record<PolicyTarget['mode'], string> = {
  STRICT: 'Only mutual TLS is accepted; plaintext is refused.',
  PERMISSIVE: 'Mutual TLS and plaintext are both accepted.',
  DISABLE: 'Only plaintext is accepted; mutual TLS breaks.',
  INHERIT: 'Says nothing of its own: the level above decides. The policy object stays.',
}

const longestReason = 200

export function TargetForm({
  depth,
  target,
  reason,
  onTarget,
  onReason,
}: {
  depth: NamespaceDepth
  target: PolicyTarget
  reason: string
  onTarget: (change: Partial<PolicyTarget>) => void
  onReason: (reason: string) => void
}) {
  const workloads = enforceable(depth)
  const ports = workloads.find(({ name }) => name === target.workload)?.ports ?? []
  return (
    <div className="flex flex-col gap-3">
      <div className="grid gap-3 sm:grid-cols-2">
        <Choice
          label="On"
          value={target.workload ?? ''}
          options={[
            { value: '', label: 'The whole namespace' },
            ...workloads.map(({ name }) => ({ value: name, label: name })),
          ]}
          onChange={(name) => onTarget({ workload: name || null, port: null })}
        />
        {target.workload !== null && (
          <Choice
            label="Workload port"
            value={target.port === null ? '' : String(target.port)}
            options={[
              { value: '', label: 'Every port' },
              ...ports.map(({ port, names }) => ({
                value: String(port),
                label: names.length > 0 ? `${port}, reached as ${names.join(', ')}` : String(port),
              })),
            ]}
            onChange={(port) => onTarget({ port: port === '' ? null : Number(port) })}
          />
        )}
      </div>
      <div className="flex flex-col gap-1">
        <Segmented
          label="Mode"
          choices={modes}
          value={target.mode}
          onChange={(mode) => onTarget({ mode })}
        />
        <p className="text-small text-muted">{meanings[target.mode]}</p>
      </div>
      <Reason reason={reason} onReason={onReason} />
    </div>
  )
}

function Choice({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: string
  options: readonly { value: string; label: string }[]
  onChange: (value: string) => void
}) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-small font-medium text-muted">
        {label}
      </label>
      <select
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-8 rounded-small border border-line bg-canvas px-2 pointer-coarse:h-10"
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  )
}

function Reason({ reason, onReason }: { reason: string; onReason: (reason: string) => void }) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-small font-medium text-muted">
        Reason, for the history and the log
      </label>
      <input
        id={id}
        value={reason}
        maxLength={longestReason}
        placeholder="optional"
        onChange={(event) => onReason(event.target.value)}
        className="h-8 rounded-small border border-line bg-canvas px-2 placeholder:text-muted pointer-coarse:h-10"
      />
    </div>
  )
}
