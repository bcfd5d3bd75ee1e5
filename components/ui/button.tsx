import type { ComponentProps } from 'react'

type Emphasis = 'plain' | 'quiet' | 'primary'

const base =
  'inline-flex h-8 pointer-coarse:h-10 items-center justify-center gap-2 rounded-panel text-body font-medium whitespace-nowrap transition-colors duration-100 disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0'

const looks: Record<Emphasis, string> = {
  plain: 'border border-line bg-surface px-3 text-text hover:bg-hover',
  quiet: 'px-2 text-muted hover:bg-hover hover:text-text',
  primary: 'bg-accent px-3 text-on-accent hover:brightness-110',
}

/** For what looks like a button and is something else, such as a link. */
export const buttonLook = (emphasis: Emphasis = 'plain') => `${base} ${looks[emphasis]}`

export function Button({
  emphasis = 'plain',
  className = '',
  ...props
}: ComponentProps<'button'> & { emphasis?: Emphasis }) {
  return <button type="button" {...props} className={`${buttonLook(emphasis)} ${className}`} />
}

/** A square button that shows an icon only: `label` is its name and its tooltip. */
export function IconButton({
  label,
  className = '',
  ...props
}: Omit<ComponentProps<'button'>, 'aria-label' | 'title'> & { label: string }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...props}
      className={`${base} w-8 text-muted pointer-coarse:w-10 hover:bg-hover hover:text-text ${className}`}
    />
  )
}
