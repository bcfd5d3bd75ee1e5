import 'server-only'
import { headers } from 'next/headers'
import type { Reply } from '../api/envelope'
import { readViewer } from '../identity/current-viewer'
import { isEmbedRefused } from '../identity/embed'
import { isNotSignedIn } from '../identity/not-signed-in'
import { logProblem } from '../log'
import type { Reader } from './reader'

/** How long a page waits, and how much longer its question goes on. */
const patience = { deadlineMs: 2_000, afterwardsMs: 2_000 }

/**
 * What a page renders with: the reader's answer if it is there in time, else `null`. The page then
 * stands without it and the browser asks by itself, with all the patience it has: it finds the same
 * question still under way, where a cancelled one would begin anew.
 */
export async function readForPage<Search, Data>(
  read: Reader<Search, Data>,
  search: Search,
  { deadlineMs, afterwardsMs } = patience,
): Promise<Reply<Data> | null> {
  const requestHeaders = await headers()
  const late = AbortSignal.timeout(deadlineMs)
  const signal = AbortSignal.timeout(deadlineMs + afterwardsMs)
  try {
    return await Promise.race([answer(), deadline(late)])
  } catch (error) {
    // Who is not signed in is led to where they can by the layout.
    if (!late.aborted && !isNotSignedIn(error) && !isEmbedRefused(error))
      logProblem('a page is rendered without its data', {}, error)
    return null
  }

  async function answer(): Promise<Reply<Data> | null> {
    const viewer = await readViewer(requestHeaders, signal)
    // The token of a panel opens the API of its view, and no page of the console.
    if (viewer.mode === 'embed') return null
    return read(search, { viewer, signal })
  }
}

/** Also ends the wait for a reader that does not look at its signal. */
const deadline = (signal: AbortSignal) =>
  new Promise<null>((resolve) => {
    signal.addEventListener('abort', () => resolve(null), { once: true })
  })
