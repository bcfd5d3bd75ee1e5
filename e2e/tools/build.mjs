import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { withLock } from './lock.mjs'
import { endOnSignals, root, run } from './processes.mjs'
import { step } from './progress.mjs'

/** What a build is made of. Files of the top that only tests or editors read are not in it. */
const inputs = {
  folders: ['app', 'components', 'lib', 'public'],
  files: [
    'instrumentation.ts',
    'next.config.js',
    'package-lock.json',
    'package.json',
    'postcss.config.mjs',
    'proxy.ts',
    'tsconfig.build.json',
    'tsconfig.json',
  ],
}

const isTest = (file) => /\.test\.tsx?$/.test(file)

async function inputFiles(folder) {
  const found = []
  for (const name of inputs.folders) {
    const top = path.join(folder, name)
    if (!existsSync(top)) continue
    const entries = await readdir(top, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile() && !isTest(entry.name))
    found.push(
      ...files.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name))),
    )
  }
  found.push(...inputs.files.filter((file) => existsSync(path.join(folder, file))))
  return found.sort()
}

export async function hashOfInputs(folder = root) {
  const hash = createHash('sha256')
  for (const file of await inputFiles(folder)) {
    const content = createHash('sha256').update(await readFile(path.join(folder, file)))
    hash.update(`${file}\0${content.digest('hex')}\n`)
  }
  return hash.digest('hex')
}

const placesIn = (folder) => ({
  current: path.join(folder, '.next'),
  next: path.join(folder, '.next-build'),
  last: path.join(folder, '.next-last'),
})

const stampOf = (build) => path.join(build, 'binnacle-inputs')

export async function isStale(folder = root) {
  const stamp = stampOf(placesIn(folder).current)
  return !existsSync(stamp) || (await readFile(stamp, 'utf8')) !== (await hashOfInputs(folder))
}

async function move(name, from, to) {
  if (!existsSync(path.join(from, name)) || existsSync(path.join(to, name))) return
  await mkdir(to, { recursive: true })
  await rename(path.join(from, name), path.join(to, name))
}

/** Puts the finished build in the place of the last good one. */
export async function swapIn(folder = root) {
  const { current, next, last } = placesIn(folder)
  await rm(last, { recursive: true, force: true })
  // The folder of a running `next dev` belongs to no build.
  await move('dev', current, next)
  if (existsSync(current)) await rename(current, last)
  await rename(next, current)
  await rm(last, { recursive: true, force: true })
}

/** The build wrote its own folder's name there, which tsc and editors would look for in vain. */
async function pointTypesAtCurrent(folder) {
  const file = path.join(folder, 'next-env.d.ts')
  if (!existsSync(file)) return
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll('.next-build/', '.next/'))
}

/** A failing `next build` removes the build in its folder, so it works beside the last good one. */
async function build(folder) {
  const { current, next } = placesIn(folder)
  const hash = await hashOfInputs(folder)
  await move('cache', current, next)
  try {
    await run('node', ['node_modules/next/dist/bin/next', 'build'], {
      cwd: folder,
      env: {
        BINNACLE_DIST_DIR: '.next-build',
        NODE_ENV: 'production',
        NEXT_TELEMETRY_DISABLED: '1',
      },
    })
  } finally {
    await pointTypesAtCurrent(folder)
  }
  await writeFile(stampOf(next), hash)
  await swapIn(folder)
}

/** Builds the console when something it is made of has changed since the last build. */
export async function ensureBuild(folder = root) {
  await withLock(path.join(folder, '.testbed/build.lock'), async () => {
    if (await isStale(folder)) await step('Building the console', () => build(folder))
  })
}

/** `npm run build` */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  endOnSignals()
  ensureBuild().catch((error) => {
    console.error(error.message)
    process.exitCode = 1
  })
}
