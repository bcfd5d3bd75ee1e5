import { redirect } from 'next/navigation'
import type { ReactNode } from 'react'
import { LiveUpdates } from '@/components/shell/live-updates'
import { Navigation } from '@/components/shell/navigation'
import { SignedOut } from '@/components/shell/signed-out'
import { UserMenu } from '@/components/shell/user-menu'
import { whoLooks } from '@/lib/server/auth/who-looks'

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const looks = await whoLooks()
  if (looks.kind === 'nobody') redirect(looks.signIn)
  return (
    <div className="flex h-dvh flex-col overflow-clip md:flex-row">
      <LiveUpdates />
      <Navigation>
        {looks.kind === 'person' && <UserMenu user={looks.user} maySignOut={looks.maySignOut} />}
      </Navigation>
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <SignedOut />
        {children}
      </div>
    </div>
  )
}
