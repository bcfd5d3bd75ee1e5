import {
  type ConsoleProcess,
  startConsoleProcess,
  untilListening,
  untilReady,
} from '../tools/console-process.mjs'
import { anyFreePort } from '../tools/ports.mjs'
import type { TestbedAddresses } from '../tools/testbed-process.mjs'

export type ConsoleEnvironment = Record<string, string | undefined>

/** How the console finds the test bed. */
export const environmentOf = (testbed: TestbedAddresses): ConsoleEnvironment => ({
  KUBECONFIG: testbed.kubeconfigPath,
  BINNACLE_PROMETHEUS_URL: testbed.prometheusUrl,
})

/** A console in production mode at a port of its own, that listens, ready or not, or has ended. */
export async function startConsole(
  env: ConsoleEnvironment,
  host = '127.0.0.1',
  port?: number,
  onLine: (line: string) => void = () => {},
): Promise<ConsoleProcess> {
  const server = startConsoleProcess({ port: port ?? (await anyFreePort()), host, env, onLine })
  await untilListening(server)
  return server
}

export async function startReadyConsole(env: ConsoleEnvironment): Promise<ConsoleProcess> {
  const server = await startConsole(env)
  try {
    await untilReady(server)
    return server
  } catch (error) {
    await server.stop()
    throw error
  }
}

/** How a console ends that refuses to run, and what it says. */
export async function untilEnded(
  server: ConsoleProcess,
): Promise<{ code: number | null; output: string }> {
  const { code } = await server.exited
  return { code, output: server.output() }
}
