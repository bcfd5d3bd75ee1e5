'use client'
import { LogIn } from 'lucide-react'
import { usePathname, useSearchParams } from 'next/navigation'
import { buttonLook } from '@/components/ui/button'
import { Strip } from '@/components/ui/strip'
import { useSignedOut } from '@/lib/queries/use-signed-out'
import { signInHref } from '@/lib/search-params/routes'

/** Above every screen, once its questions are no longer answered to this person. */
export function SignedOut() {
  return useSignedOut() ? <SignedOutStrip /> : null
}

function SignedOutStrip() {
  const path = usePathname()
  const search = useSearchParams().toString()
  return (
    <Strip
      role="alert"
      look="failing"
      icon={<LogIn aria-hidden className="text-failing" />}
      action={
        // In a tab of its own: what somebody has moved or written here is not lost.
        <a
          href={signInHref({ returnTo: search === '' ? path : `${path}?${search}` })}
          target="_blank"
          rel="noopener"
          className={buttonLook()}
        >
          Sign in
        </a>
      }
    >
      <span className="font-semibold text-failing">You have been signed out.</span> Sign in in a new
      tab: what is on this screen stays, also what you have changed, and goes on by itself.
    </Strip>
  )
}
