import type { ReactNode } from 'react'
import { LiveUpdates } from '@/components/shell/live-updates'
import { Navigation } from '@/components/shell/navigation'

export default function ConsoleLayout({ children }: { children: ReactNode }) {
  return (
    <div className="flex h-dvh flex-col overflow-clip md:flex-row">
      <LiveUpdates />
      <Navigation />
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">{children}</div>
    </div>
  )
}
