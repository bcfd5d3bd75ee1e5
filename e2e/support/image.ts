import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type ConsoleProcess, untilListening } from '../tools/console-process.mjs'
import { anyFreePort } from '../tools/ports.mjs'
import { root, start } from '../tools/processes.mjs'

const dockerfile = readFileSync(path.join(root, 'Dockerfile'), 'utf8')
const lastStage = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '))
const lines = (pattern: RegExp) => [...lastStage.matchAll(pattern)].map(([, ...found]) => found)

const copied = lines(/^COPY --from=build \/app\/(\S+) \.\/(\S*)$/gm)
const [[user = ''] = []] = lines(/^USER (\d+):\1$/gm)
const [[command = '[]'] = []] = lines(/^CMD (\[.*\])$/gm)
const environment = Object.fromEntries(
  lines(/^ENV (.+)$/gm).flatMap(([all = '']) => all.split(' ').map((one) => one.split('='))),
)

export type Image = {
  /** Of its files, in order. */
  files: () => string[]
  /** Starts it as the Dockerfile says; it listens, or has ended. */
  run: (env: Record<string, string>) => Promise<ConsoleProcess>
  remove: () => void
}

/** What the Dockerfile's last stage holds, in a folder that nobody may write to. */
export async function layOutImage(): Promise<Image> {
  // A COPY, USER or CMD of another form would be passed over here.
  const known = /^(FROM|WORKDIR|COPY --from=build|ENV|USER|EXPOSE|CMD) .+$/
  const strange = lastStage
    .trim()
    .split('\n')
    .filter((line) => !known.test(line))
  if (strange.length > 0 || copied.length !== lastStage.match(/^COPY /gm)?.length)
    throw new Error(`the Dockerfile has lines that are not understood here: ${strange}`)
  const folder = mkdtempSync(path.join(tmpdir(), 'binnacle-image-'))
  for (const [from = '', to = ''] of copied) {
    const source = path.join(root, from)
    const isFile = to === '' && path.extname(from) !== ''
    const target = path.join(folder, to, isFile ? path.basename(from) : '')
    mkdirSync(path.dirname(target), { recursive: true })
    cpSync(source, target, { recursive: true, verbatimSymlinks: true })
  }
  const files = () => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  await Promise.all(['.', ...files()].map((file) => protect(path.join(folder, file))))
  return {
    files,
    run: (env) => run(folder, env),
    remove: () => rmSync(folder, { recursive: true }),
  }
}

/** To be read and walked through by everybody, written by nobody. */
const protect = (file: string) => chmod(file, 0o555)

async function run(folder: string, env: Record<string, string>): Promise<ConsoleProcess> {
  const [program = '', ...args] = JSON.parse(command) as string[]
  const port = await anyFreePort()
  const started = start(program, args, {
    cwd: folder,
    env: { ...environment, PORT: String(port), ...env },
    // Root may write everywhere: it is made the user of the image, everybody else stays who they are.
    ...(process.getuid?.() === 0 ? { uid: Number(user) } : {}),
  })
  const server = { ...started, url: `http://127.0.0.1:${port}` }
  await untilListening(server)
  return server
}
