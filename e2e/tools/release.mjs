import { createHash } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { run } from './processes.mjs'

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

/** `linux-amd64`, as projects written in Go name their archives. */
export const platform = () => `${process.platform}-${architectures[process.arch] ?? process.arch}`

/**
 * One file of a project's own archive, into the folder, without the first `strip` parts of its path.
 * An archive whose checksum does not agree is not unpacked.
 */
export async function unpackRelease({ base, archive, sums, member, strip = 0 }, folder) {
  const list = (await download(`${base}/${sums}`)).toString('utf8')
  const content = await download(`${base}/${archive}`)
  const sum = createHash('sha256').update(content).digest('hex')
  if (sum !== checksumOf(archive, list)) throw new Error('its checksum does not agree')
  const file = path.join(folder, 'release.tar.gz')
  await writeFile(file, content)
  await run('tar', ['-xzf', file, '-C', folder, `--strip-components=${strip}`, member])
  await rm(file)
}
