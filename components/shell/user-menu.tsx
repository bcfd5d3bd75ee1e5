'use client'
import { LogOut, UserRound } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Popover } from '@/components/ui/popover'
import { ProblemError } from '@/lib/queries/fetch-json'
import { signOut } from '@/lib/queries/sign-in'
import { signInHref } from '@/lib/search-params/routes'

/** Who is signed in, as Kubernetes knows them. */
export function UserMenu({
  user,
  maySignOut,
}: {
  user: string
  /** Not where somebody else signs people in. */
  maySignOut: boolean
}) {
  return (
    <Popover
      label="Who is signed in"
      emphasis="quiet"
      trigger={
        <>
          <UserRound aria-hidden />
          <span className="max-w-28 truncate max-md:sr-only">{user}</span>
        </>
      }
    >
      <div className="flex flex-col items-start gap-3 p-3">
        <p>
          <span className="block text-small text-muted">Signed in as</span>
          <strong className="font-semibold [overflow-wrap:anywhere]">{user}</strong>
        </p>
        {maySignOut ? (
          <SignOut />
        ) : (
          <p className="text-muted">The proxy in front of Binnacle signs you in and out.</p>
        )}
      </div>
    </Popover>
  )
}

function SignOut() {
  const [state, setState] = useState<'idle' | 'leaving' | ProblemError>('idle')
  const leave = async () => {
    setState('leaving')
    try {
      await signOut()
      // A new document: nothing that was read for this person stays in memory.
      window.location.assign(signInHref({ signedOut: true }))
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      setState(error)
    }
  }
  return (
    <>
      <Button disabled={state === 'leaving'} onClick={() => void leave()}>
        <LogOut aria-hidden />
        Sign out
      </Button>
      {state instanceof ProblemError && (
        <p role="alert" className="text-failing">
          {state.problem.title}. You are still signed in.
        </p>
      )}
    </>
  )
}
