// The OpenID Connect provider as a process of its own, for it has a clock of its own. It is told what
// to do by its parent, and ends with it.
import { createServer } from 'node:https'
import { type Door, openDoor } from '../door'
import { oidcProvider } from './provider'
import type { FromProvider, ProviderSettings, ProviderStart, ToProvider } from './settings'
import { answerSignIn } from './sign-in-page'

const settings: ProviderSettings = { flaw: 'none', lifetimeSeconds: 3600, clockOffsetSeconds: 0 }

const rightNow = Date.now.bind(Date)
Date.now = () => rightNow() + settings.clockOffsetSeconds * 1000

let door: Door | undefined

async function start(wanted: ProviderStart): Promise<number> {
  const { certPem: cert, keyPem: key } = wanted.certificate
  const server = createServer({ cert, key })
  door = await openDoor(server, wanted.port)
  const provider = await oidcProvider(`https://localhost:${door.port}`, wanted, settings)
  const callback = provider.callback()
  server.on('request', (request, response) => {
    answerSignIn(provider, request, response).then(
      (isAnswered) => (isAnswered ? undefined : callback(request, response)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  return door.port
}

async function obey(message: ToProvider): Promise<FromProvider> {
  switch (message.kind) {
    case 'start':
      return { kind: 'started', port: await start(message.start) }
    case 'set':
      Object.assign(settings, message.settings)
      return { kind: 'done' }
    case 'shut':
      await door?.shut()
      return { kind: 'done' }
    case 'open':
      await door?.open()
      return { kind: 'done' }
  }
}

process.on('message', (message: ToProvider) => {
  obey(message).then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ kind: 'failed', sentence: String(error) }),
  )
})
process.on('disconnect', () => process.exit(0))
