import { createHash } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { hasPackages, unpackPackage } from './debian.mjs'
import { goCommand, runGo } from './go.mjs'
import { run } from './processes.mjs'

/** What is fetched where the system offers none. Its Go module counts 3.x as v0.3xx. */
const release = { version: '3.16.0', module: 'v0.316.0' }

/** Out-of-order samples, which the test bed's history needs, came with 2.39. */
export const isNewEnough = (version) => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 2 || (major === 2 && minor >= 39)
}

/** "prometheus, version 2.42.0+ds (branch: …" */
export const versionIn = (text) => /^prometheus, version (\d+\.\d+\.\d+)/m.exec(text)?.[1] ?? null

async function inspect(file) {
  const text = await run(file, ['--version']).catch((error) => error.message)
  const version = versionIn(text)
  return version && isNewEnough(version) ? version : null
}

/** Debian's package keeps the binary under usr/bin; it needs no other file of the package. */
async function fromPackage(folder) {
  const version = await unpackPackage('prometheus', folder)
  await rename(path.join(folder, 'usr/bin/prometheus'), path.join(folder, 'prometheus'))
  await Promise.all(
    ['usr', 'etc', 'lib', 'var'].map((part) =>
      rm(path.join(folder, part), { recursive: true, force: true }),
    ),
  )
  return version
}

async function download(address) {
  const response = await fetch(address, { signal: AbortSignal.timeout(300_000) })
  if (!response.ok) throw new Error(`${address} answered ${response.status}`)
  return Buffer.from(await response.arrayBuffer())
}

/** The line of a `sha256sums.txt` for this file. */
export const checksumOf = (file, sums) =>
  sums
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find(([, name]) => name === file)?.[0] ?? null

const architectures = { x64: 'amd64', arm64: 'arm64' }

async function fromRelease(folder) {
  const architecture = architectures[process.arch] ?? process.arch
  const name = `prometheus-${release.version}.${process.platform}-${architecture}`
  const base = `https://github.com/prometheus/prometheus/releases/download/v${release.version}`
  const sums = (await download(`${base}/sha256sums.txt`)).toString('utf8')
  const archive = await download(`${base}/${name}.tar.gz`)
  const sum = createHash('sha256').update(archive).digest('hex')
  if (sum !== checksumOf(`${name}.tar.gz`, sums)) throw new Error('its checksum does not agree')
  const file = path.join(folder, 'release.tar.gz')
  await writeFile(file, archive)
  await run('tar', ['-xzf', file, '-C', folder, '--strip-components=1', `${name}/prometheus`])
  await rm(file)
  return release.version
}

/**
 * Tags: without them the module of one service discovery is refused; http_sd remains. A plain
 * `go install` does not know its version.
 */
async function fromSource(folder) {
  const target = `github.com/prometheus/prometheus/cmd/prometheus@${release.module}`
  const version = `-X github.com/prometheus/common/version.Version=${release.version}`
  const options = ['-trimpath', '-ldflags', version, '-tags', 'remove_all_sd,enable_dns_sd']
  await runGo(['install', ...options, target], {
    least: { major: 1, minor: 25 },
    cwd: folder,
    env: { GOBIN: folder, CGO_ENABLED: '0', GOFLAGS: '' },
  })
  return `${release.version}-built`
}

export const prometheus = {
  name: 'prometheus',
  title: 'Prometheus',
  variable: 'BINNACLE_PROMETHEUS_BINARY',
  wanted: 'a Prometheus of 2.39 or newer',
  advice: 'Install Prometheus',
  executables: ['prometheus'],
  places: ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin', '/opt/prometheus'],
  cached: 'prometheus',
  inspect,
  ways: [
    { name: 'a Debian package', isPossible: hasPackages, fetch: fromPackage },
    { name: "the project's own release", isPossible: () => true, fetch: fromRelease },
    {
      name: 'a build from source',
      isPossible: () => goCommand() !== null,
      fetch: fromSource,
    },
  ],
}
