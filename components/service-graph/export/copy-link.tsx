'use client'
import { Check, Link } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button } from '@/components/ui/button'

type State = 'offered' | 'copied' | 'shown'

/** Copies a whole address; where a browser does not let us, shows it to be copied by hand. */
export function CopyLink({ href, children }: { href: string; children: ReactNode }) {
  const [state, setState] = useState<State>('offered')
  const address = () => new URL(href, window.location.origin).href
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address())
      setState('copied')
    } catch (error) {
      console.warn('The browser lets no page copy here', error)
      setState('shown')
    }
  }
  if (state === 'shown')
    return (
      <input
        readOnly
        aria-label="The link"
        value={address()}
        onFocus={(event) => event.target.select()}
        className="h-8 rounded-small border border-line bg-canvas px-2"
      />
    )
  const Icon = state === 'copied' ? Check : Link
  return (
    <Button emphasis="quiet" onClick={copy} className="justify-start">
      <Icon aria-hidden /> {children}
      <span role="status" className="text-healthy">
        {state === 'copied' && 'copied'}
      </span>
    </Button>
  )
}
