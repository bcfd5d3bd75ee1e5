import Link from 'next/link'
import { buttonLook } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { graphHref } from '@/lib/search-params/routes'

export const metadata = { title: 'Not found' }

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center p-6">
      <Notice title="There is no such page">
        <p>The address may be of another version of Binnacle, or have lost a part on its way.</p>
        <Link href={graphHref()} className={buttonLook()}>
          Open the service graph
        </Link>
      </Notice>
    </main>
  )
}
