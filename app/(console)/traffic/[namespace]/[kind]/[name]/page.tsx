import { notFound } from 'next/navigation'
import { oneOf } from '@/lib/search-params/values'
import { SplitScreen } from './split-screen'

type Params = { namespace: string; kind: string; name: string }

export async function generateMetadata({ params }: { params: Promise<Params> }) {
  return { title: decodeURIComponent((await params).name) }
}

export default async function SplitRoutePage({ params }: { params: Promise<Params> }) {
  const { namespace, kind, name } = await params
  if (oneOf(kind, ['VirtualService', 'HTTPRoute', 'GRPCRoute']) === null) notFound()
  return <SplitScreen split={{ namespace, kind, name: decodeURIComponent(name) }} />
}
