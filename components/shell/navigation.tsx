'use client'
import { Cable, type LucideIcon, ShieldCheck, Split, Workflow } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { connectionsHref, graphHref, securityHref, trafficHref } from '@/lib/search-params/routes'
import { Brand } from './brand'

/** Only screens that exist. A new screen is one more line. */
const screens: readonly { path: string; href: string; label: string; icon: LucideIcon }[] = [
  { path: '/graph', href: graphHref(), label: 'Graph', icon: Workflow },
  { path: '/traffic', href: trafficHref(), label: 'Traffic', icon: Split },
  { path: '/security', href: securityHref(), label: 'Security', icon: ShieldCheck },
  { path: '/connections', href: connectionsHref(), label: 'Connections', icon: Cable },
]

export function Navigation({
  children,
}: {
  /** Who is signed in. */
  children?: ReactNode
}) {
  const pathname = usePathname()
  return (
    <nav
      aria-label="Screens"
      className="flex shrink-0 items-center gap-4 overflow-x-auto border-b border-line bg-surface px-3 max-sm:gap-2 md:w-44 md:flex-col md:items-stretch md:gap-0 md:border-r md:border-b-0 md:px-0"
    >
      <div className="flex h-12 items-center md:border-b md:border-line md:px-4">
        <Brand />
      </div>
      <div className="flex gap-1 md:flex-col md:p-2">
        {screens.map(({ path, href, label, icon: Icon }) => (
          <Link
            key={path}
            href={href}
            // The page is drawn on the server with data: not before somebody wants it.
            prefetch={false}
            aria-current={pathname.startsWith(path) ? 'page' : undefined}
            className="flex h-8 pointer-coarse:h-10 items-center gap-3 rounded-panel px-2.5 max-sm:px-2 font-medium text-muted hover:bg-hover aria-[current]:bg-accent-tint aria-[current]:text-accent"
          >
            <Icon aria-hidden className="size-4 max-sm:hidden" />
            {label}
          </Link>
        ))}
      </div>
      <div className="ml-auto empty:hidden md:mt-auto md:ml-0 md:border-t md:border-line md:p-2">
        {children}
      </div>
    </nav>
  )
}
