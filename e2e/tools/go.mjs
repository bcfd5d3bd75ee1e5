import { onPath } from './cache.mjs'
import { run } from './processes.mjs'

/** The `go` command, or null where there is none. */
export const goCommand = (searched = process.env.PATH) =>
  onPath(['go'], ['/usr/local/go/bin', '/usr/lib/go/bin', '/opt/homebrew/bin'], searched)[0] ?? null

/** "go1.26.8" */
export const isGoNewEnough = (version, least) => {
  const [, major = 0, minor = 0] = /^go(\d+)\.(\d+)/.exec(version)?.map(Number) ?? []
  return major > least.major || (major === least.major && minor >= least.minor)
}

/** What `go` prints when a module could not be had: the machine's network or a registry's refusal. */
const refusalWords =
  /: (40[0-9]|410|429|5\d\d) [A-Z]|dial tcp|no such host|proxyconnect|i\/o timeout|TLS handshake|module lookup disabled/

/** A build that failed for want of a module is not the fault of what was built. */
export class RegistryRefusal extends Error {
  name = 'RegistryRefusal'
}

/** `name` and not `instanceof`: an error keeps it when it is wrapped or copied. */
export const isRegistryRefusal = (error) => error?.name === 'RegistryRefusal'

export function toGoError(error) {
  const line = error.message.split('\n').find((one) => refusalWords.test(one))
  if (!line) return error
  return new RegistryRefusal(`a Go module could not be downloaded (${line.trim()})`, {
    cause: error,
  })
}

/** Runs `go` in a folder; `least` is the oldest Go that can do it. */
export async function runGo(args, { least, ...options }) {
  const go = goCommand()
  if (!go) throw new Error('Go is not installed')
  const version = await run(go, ['env', 'GOVERSION'], options)
  if (!isGoNewEnough(version, least)) {
    throw new Error(`${version} is too old, it takes Go ${least.major}.${least.minor} or newer`)
  }
  return run(go, args, options).catch((error) => {
    throw toGoError(error)
  })
}
