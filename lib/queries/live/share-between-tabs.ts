/**
 * One of the visible tabs of a browser does the work for all of them: a browser opens six
 * connections to an origin over HTTP/1.1, so one held open by every tab would stop the seventh.
 * https://developer.mozilla.org/docs/Web/API/Web_Locks_API
 */
export async function shareBetweenTabs<Message>({
  name,
  signal,
  lead,
  onMessage,
}: {
  name: string
  /** Ends this tab's part; if it was leading, another one begins to lead. */
  signal: AbortSignal
  /** Runs in the tab that leads, and tells what it learns, until its signal aborts. */
  lead: (signal: AbortSignal, tell: (message: Message) => void) => Promise<void>
  /** In every tab. */
  onMessage: (message: Message) => void
}): Promise<void> {
  const channel = new BroadcastChannel(name)
  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => onMessage(data))
  const tell = (message: Message) => {
    channel.postMessage(message)
    // A channel does not hear itself.
    onMessage(message)
  }
  try {
    await navigator.locks.request(name, { signal }, () => lead(signal, tell))
  } catch (cause) {
    // Waiting for the lead was given up.
    if (!signal.aborted) throw cause
  } finally {
    channel.close()
  }
}
