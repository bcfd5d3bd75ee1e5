import { rename } from 'node:fs/promises'
import path from 'node:path'
import { hasPackages, unpackProgram } from './debian.mjs'
import { run } from './processes.mjs'
import { platform, unpackRelease } from './release.mjs'

/** What is fetched where the system offers none. */
const release = 'v1.102.0'

/** "victoria-metrics-20240718-…-tags-v1.102.0-0-g…" */
export const versionIn = (text) => /^victoria-metrics\S*-v(\d+\.\d+\.\d+)/m.exec(text)?.[1] ?? null

const ask = (file, flag) => run(file, [flag]).catch((error) => error.message)

/** Debian's build does not know its version; it is known by its flags. */
async function inspect(file) {
  const version = versionIn(await ask(file, '-version'))
  if (version) return version
  return (await ask(file, '-help')).includes('-storageDataPath') ? 'of an unnamed version' : null
}

async function fromRelease(folder) {
  const name = `victoria-metrics-${platform()}-${release}`
  const member = 'victoria-metrics-prod'
  const base = `https://github.com/VictoriaMetrics/VictoriaMetrics/releases/download/${release}`
  const [archive, sums] = [`${name}.tar.gz`, `${name}_checksums.txt`]
  await unpackRelease({ base, archive, sums, member }, folder)
  await rename(path.join(folder, member), path.join(folder, 'victoria-metrics'))
  return release.slice(1)
}

/** The second store that the console is tried on: asked as Prometheus is, answering a little otherwise. */
export const victoriaMetrics = {
  name: 'victoria-metrics',
  title: 'VictoriaMetrics',
  variable: 'BINNACLE_VICTORIA_METRICS_BINARY',
  wanted: 'a single-node VictoriaMetrics',
  advice: 'Install VictoriaMetrics',
  executables: ['victoria-metrics', 'victoria-metrics-prod'],
  places: ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'],
  cached: 'victoria-metrics',
  inspect,
  ways: [
    {
      name: 'a Debian package',
      isPossible: hasPackages,
      fetch: (folder) => unpackProgram('victoria-metrics', folder),
    },
    { name: "the project's own release", isPossible: () => true, fetch: fromRelease },
  ],
}
