'use client'
import { type FormEvent, useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { ProblemError } from '@/lib/queries/fetch-json'
import { signInWithToken } from '@/lib/queries/sign-in'

/** A Kubernetes token, sent once; it is in no address, and in no storage that a script can read. */
export function TokenForm({ returnTo }: { returnTo: string }) {
  const id = useId()
  const [token, setToken] = useState('')
  const [isChecking, setChecking] = useState(false)
  const [problem, setProblem] = useState<ProblemError['problem'] | null>(null)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setChecking(true)
    setProblem(null)
    try {
      await signInWithToken({ token })
      window.location.replace(returnTo)
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      setProblem(error.problem)
      setChecking(false)
    }
  }

  return (
    <form className="flex w-full flex-col gap-3" onSubmit={(event) => void submit(event)}>
      <label htmlFor={id} className="font-medium">
        Kubernetes token
      </label>
      <input
        id={id}
        type="password"
        autoComplete="off"
        spellCheck={false}
        required
        aria-describedby={`${id}-hint`}
        value={token}
        onChange={({ target }) => setToken(target.value)}
        className="h-8 w-full rounded-panel border border-line-strong bg-surface px-2 font-mono pointer-coarse:h-10"
      />
      <p id={`${id}-hint`} className="text-small text-muted">
        As <code className="font-mono">kubectl create token</code> prints it. You see and change
        here what it may see and change. It is kept sealed in a cookie of this browser until it
        ends.
      </p>
      {problem && (
        <div role="alert" className="rounded-small bg-failing-tint px-3 py-2">
          <p className="font-semibold text-failing">{problem.title}</p>
          {problem.detail && <p>{problem.detail}</p>}
        </div>
      )}
      <Button type="submit" emphasis="primary" disabled={isChecking || token.trim() === ''}>
        {isChecking ? 'Asking Kubernetes…' : 'Sign in'}
      </Button>
    </form>
  )
}
