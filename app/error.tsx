'use client'
import { useEffect } from 'react'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'

export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  useEffect(() => console.error(error), [error])
  return (
    <main className="grid min-h-dvh place-items-center p-6">
      <Notice title="This screen stopped working" role="alert">
        <p>The fault is Binnacle’s, not the mesh’s. Nothing in the mesh was changed.</p>
        {error.digest && (
          <p>
            The server’s log has it under <code className="font-mono">{error.digest}</code>.
          </p>
        )}
        <Button onClick={reset}>Draw it again</Button>
      </Notice>
    </main>
  )
}
