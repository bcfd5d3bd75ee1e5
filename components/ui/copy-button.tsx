'use client'
import { Check, Copy } from 'lucide-react'
import { type ComponentProps, useEffect, useState } from 'react'
import { Button } from './button'

const saidForMs = 2000

/** Copies a text, and says whether that worked: a browser may refuse. */
export function CopyButton({
  text,
  children,
  ...props
}: Omit<ComponentProps<typeof Button>, 'onClick'> & { text: string }) {
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null)
  useEffect(() => {
    if (outcome === null) return
    const timer = setTimeout(() => setOutcome(null), saidForMs)
    return () => clearTimeout(timer)
  }, [outcome])
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setOutcome('copied'),
      () => setOutcome('refused'),
    )
  return (
    <Button {...props} onClick={copy}>
      {outcome === 'copied' ? <Check aria-hidden /> : <Copy aria-hidden />}
      <span aria-live="polite">{outcome === null ? children : words[outcome]}</span>
    </Button>
  )
}

const words = { copied: 'Copied', refused: 'Select and copy it by hand' }
