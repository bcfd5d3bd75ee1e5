import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { serverCertificate } from '../kubernetes/http/certificate'
import { client, type FromProvider, type ProviderSettings, type ToProvider } from './settings'

export type IdentityProvider = {
  issuer: string
  /** Of the authority that has signed its certificate. */
  caPem: string
  client: typeof client
  set(settings: Partial<ProviderSettings>): Promise<void>
  /** Out of reach, and back with everything that it knew. */
  shut(): Promise<void>
  open(): Promise<void>
  /** As another process at the same address: with new keys, and nobody is signed in there. */
  restart(): Promise<void>
  stop(): Promise<void>
}

type Process = { ask(message: ToProvider): Promise<FromProvider>; stop(): Promise<void> }

function startProcess(): Process {
  const child = fork(path.join(import.meta.dirname, 'main.ts'), [], {
    execArgv: ['--import', 'tsx'],
    stdio: 'ignore',
  })
  const ended = once(child, 'exit')
  return {
    async ask(message) {
      const answered = once(child, 'message')
      child.send(message)
      const [answer]: FromProvider[] = await Promise.race([
        answered,
        ended.then(() => [{ kind: 'failed', sentence: 'the provider has ended' } as const]),
      ])
      if (!answer || answer.kind === 'failed')
        throw new Error(answer?.sentence ?? 'the provider said nothing')
      return answer
    },
    async stop() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Real, from npm, and on https with an authority that only this test bed knows. */
export async function startIdentityProvider({
  redirectUri,
  tersely = false,
}: {
  redirectUri: string
  tersely?: boolean
}): Promise<IdentityProvider> {
  const { caPem, ...certificate } = await serverCertificate()
  async function begin(wantedPort: number): Promise<{ port: number; process: Process }> {
    const process = startProcess()
    const start = { port: wantedPort, certificate, redirectUri, tersely }
    const answer = await process.ask({ kind: 'start', start })
    return { process, port: answer.kind === 'started' ? answer.port : wantedPort }
  }
  let { process, port } = await begin(0)
  const obey = async (message: ToProvider) => void (await process.ask(message))
  return {
    issuer: `https://localhost:${port}`,
    caPem,
    client,
    set: (settings) => obey({ kind: 'set', settings }),
    shut: () => obey({ kind: 'shut' }),
    open: () => obey({ kind: 'open' }),
    async restart() {
      await process.stop()
      ;({ process, port } = await begin(port))
    },
    stop: () => process.stop(),
  }
}
