import type { ReactNode } from 'react'
import { buttonLook } from '@/components/ui/button'
import type { WayIn } from '@/lib/api/sign-in'
import type { SignInRefusal } from '@/lib/domain/sign-in-refusal'
import { codeFlowHref } from '@/lib/search-params/routes'
import { refusalWords } from './refusal-words'
import { TokenForm } from './token-form'

export function SignInCard({
  way,
  returnTo,
  refused,
  signedOut,
}: {
  way: WayIn
  returnTo: string
  refused: SignInRefusal | null
  signedOut: boolean
}) {
  return (
    <section className="flex w-full max-w-96 flex-col items-start gap-4 rounded-large border border-line bg-surface p-6">
      <h1 className="text-large font-semibold">Sign in</h1>
      {refused ? <Refusal refused={refused} /> : signedOut && <Farewell way={way} />}
      <Way way={way} returnTo={returnTo} />
    </section>
  )
}

function Refusal({ refused }: { refused: SignInRefusal }) {
  const { title, advice } = refusalWords[refused]
  return (
    <div role="alert" className="w-full rounded-small bg-failing-tint px-3 py-2">
      <p className="font-semibold text-failing">{title}</p>
      <p>{advice}</p>
    </div>
  )
}

const Farewell = ({ way }: { way: WayIn }) => (
  <p role="status">
    You are signed out of Binnacle.
    {way.kind === 'oidc' && ` ${way.host} may still know you.`}
  </p>
)

function Way({ way, returnTo }: { way: WayIn; returnTo: string }): ReactNode {
  switch (way.kind) {
    case 'oidc':
      return (
        // No link of the router's: it leads away from here, and only when it is pressed.
        <a className={`${buttonLook('primary')} w-full`} href={codeFlowHref(returnTo)}>
          <span className="truncate">Sign in with {way.host}</span>
        </a>
      )
    case 'token':
      return <TokenForm returnTo={returnTo} />
    case 'header':
      return (
        <p>
          The proxy in front of Binnacle signs people in, and has not said who you are. Open
          Binnacle by the address that leads through it.
        </p>
      )
  }
}
