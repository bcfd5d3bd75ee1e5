import type { Health } from '@/lib/domain/health/health'

type Look = {
  label: string
  /** Where there is room for a word only. */
  short: string
  /** Text colour. */
  text: string
  tint: string
  /** A shape of its own each, so that colour is never the only signal. */
  shape: string
}

export const healthLooks: Record<Health, Look> = {
  healthy: {
    label: 'Healthy',
    short: 'Healthy',
    text: 'text-healthy',
    tint: 'bg-healthy-tint',
    shape: 'M8 3a5 5 0 1 1 0 10A5 5 0 0 1 8 3Z',
  },
  degraded: {
    label: 'Degraded',
    short: 'Degraded',
    text: 'text-degraded',
    tint: 'bg-degraded-tint',
    shape: 'M8 2.5 14 13H2Z',
  },
  failing: {
    label: 'Failing',
    short: 'Failing',
    text: 'text-failing',
    tint: 'bg-failing-tint',
    shape: 'M3.5 3.5h9v9h-9Z',
  },
  unknown: {
    label: 'No traffic seen',
    short: '–',
    text: 'text-unknown',
    tint: 'bg-hover',
    shape: 'M8 3a5 5 0 1 1 0 10A5 5 0 0 1 8 3Zm0 1.8a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4Z',
  },
}

export function HealthSymbol({
  health,
  className = 'size-3',
}: {
  health: Health
  className?: string
}) {
  const { text, shape } = healthLooks[health]
  return (
    <svg
      viewBox="0 0 16 16"
      aria-hidden="true"
      className={`shrink-0 fill-current ${text} ${className}`}
    >
      <path d={shape} />
    </svg>
  )
}

export function HealthBadge({ health }: { health: Health }) {
  const { label, text, tint } = healthLooks[health]
  return (
    <span
      className={`inline-flex h-5 shrink-0 items-center gap-1 rounded-small px-1.5 text-small font-semibold ${text} ${tint}`}
    >
      <HealthSymbol health={health} />
      {label}
    </span>
  )
}
