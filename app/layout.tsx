import localFont from 'next/font/local'
import { cookies, headers } from 'next/headers'
import type { ReactNode } from 'react'
import './globals.css'
import { oneOf } from '@/lib/search-params/values'
import { Providers } from './providers'

const inter = localFont({
  src: '../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  variable: '--font-inter',
  weight: '100 900',
})

export const metadata = {
  title: { default: 'Binnacle', template: '%s · Binnacle' },
  description: 'Watch and steer an Istio service mesh',
  icons: '/icon.svg',
}

/** Before anything else runs: the token of a panel leaves the address, and so the history too. */
const takeToken = `{const found=/[#&]token=([\\w.-]+)/.exec(location.hash)
if(location.hash)history.replaceState(null,'',location.pathname+location.search)
if(found)globalThis.binnacleEmbedToken=found[1]}`

/**
 * Every page is dynamic, for the nonce: a prerendered page would have its scripts blocked by the
 * content security policy that proxy.ts writes.
 */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const asked = await headers()
  const nonce = asked.get('x-nonce') ?? undefined
  const isEmbed = asked.get('x-binnacle-embed') !== null
  const theme = oneOf((await cookies()).get('binnacle-theme')?.value ?? null, ['light', 'dark'])
  return (
    <html lang="en" data-theme={theme ?? undefined} className={inter.variable}>
      {isEmbed && (
        // As text of the head it comes before all scripts, which React writes ahead of children.
        <head
          // biome-ignore lint/security/noDangerouslySetInnerHtml: a text of ours, and the nonce that the proxy has made
          dangerouslySetInnerHTML={{ __html: `<script nonce="${nonce}">${takeToken}</script>` }}
          suppressHydrationWarning
        />
      )}
      <body>
        {/* Cytoscape injects this element itself unless it is there; without the nonce it is refused. */}
        <style id="__________cytoscape_stylesheet" nonce={nonce} suppressHydrationWarning>
          {'.__________cytoscape_container { position: relative; }'}
        </style>
        <Providers>{children}</Providers>
      </body>
    </html>
  )
}
