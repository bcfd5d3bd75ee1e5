import { redirect } from 'next/navigation'
import { Brand } from '@/components/shell/brand'
import { SignInCard } from '@/components/sign-in/sign-in-card'
import { type RawSearch, toSearchParams } from '@/lib/search-params/raw'
import { parseSignInSearch } from '@/lib/search-params/sign-in'
import { wayIn } from '@/lib/server/auth/way-in'

export const metadata = { title: 'Sign in' }

export default async function SignInPage({ searchParams }: { searchParams: Promise<RawSearch> }) {
  const search = parseSignInSearch(toSearchParams(await searchParams))
  const { way, returnTo } = await wayIn(search.returnTo)
  if (way.kind === 'in') redirect(returnTo)
  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <div className="flex w-full flex-col items-center gap-5">
        <Brand />
        <SignInCard
          way={way}
          returnTo={returnTo}
          refused={search.refused}
          signedOut={search.signedOut}
        />
      </div>
    </main>
  )
}
