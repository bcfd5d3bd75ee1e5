// `npm start`: the console alone, over the upstreams that the environment names.
import { ensureBuild } from './build.mjs'
import { startConsoleProcess } from './console-process.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { endOnSignals } from './processes.mjs'

endOnSignals()
try {
  await ensureDependencies()
  await ensureBuild()
  const { HOST: host = '127.0.0.1', PORT: port = '3000' } = process.env
  const { code } = await startConsoleProcess({ host, port, show: true }).exited
  process.exitCode = code ?? 1
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
