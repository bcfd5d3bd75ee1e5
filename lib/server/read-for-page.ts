import 'server-only'
import { headers } from 'next/headers'
import type { Reply } from '../api/envelope'
import { readViewer } from '../identity/current-viewer'
import { isEmbedRefused } from '../identity/embed'
import { isNotSignedIn } from '../identity/not-signed-in'
import { logProblem } from '../log'
import type { Reader } from './reader'

/**
 * What a page renders with: the reader's answer if it is there in time, else `null`. The page then
 * stands without it and the browser asks by itself, with all the patience it has.
 */
export async function readForPage<Search, Data>(
  read: Reader<Search, Data>,
  search: Search,
  deadlineMs = 2_000,
): Promise<Reply<Data> | null> {
  const requestHeaders = await headers()
  const signal = AbortSignal.timeout(deadlineMs)
  try {
    return await Promise.race([answer(), deadline(signal)])
  } catch (error) {
    // Who is not signed in is led to where they can by the layout.
    if (!signal.aborted && !isNotSignedIn(error) && !isEmbedRefused(error))
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
