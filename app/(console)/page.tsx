import { redirect } from 'next/navigation'
import { graphHref } from '@/lib/search-params/routes'

/** The graph is the first screen until there is an overview. */
export default function Home() {
  redirect(graphHref())
}
