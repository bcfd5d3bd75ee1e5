/**
 * Writes the CRDs of Istio and of the Gateway API as compact data beside this file: what the API
 * server needs to serve and validate them, without a word of description. Run by hand when a
 * version below changes: `node e2e/testbed/kubernetes/schemas/generate.mjs` (needs Go).
 */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseAllDocuments } from 'yaml'

const sources = [
  {
    file: 'istio.json',
    module: 'istio.io/api@v1.31.1',
    folder: 'kubernetes',
    crds: /^customresourcedefinitions\.gen\.yaml$/,
    licence: 'Apache-2.0',
  },
  {
    file: 'gateway-api.json',
    module: 'sigs.k8s.io/gateway-api@v1.6.3',
    folder: 'config/crd/standard',
    crds: /^gateway\.networking\.k8s\.io_.*\.yaml$/,
    licence: 'Apache-2.0',
  },
]

const downloadModule = (module) => {
  const answer = execFileSync('go', ['mod', 'download', '-json', module], { encoding: 'utf8' })
  const { Dir: folder, Sum: sum } = JSON.parse(answer)
  return { folder, sum }
}

/** Names below `properties` are fields of users' objects, everywhere else `description` is prose. */
function withoutProse(value, isProperties = false) {
  if (Array.isArray(value)) return value.map((entry) => withoutProse(entry))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([key]) => isProperties || key !== 'description')
  return Object.fromEntries(
    entries.map(([key, entry]) => [
      key,
      withoutProse(entry, !isProperties && key === 'properties'),
    ]),
  )
}

function readDefinitions({ folder, crds }, moduleFolder) {
  const directory = path.join(moduleFolder, folder)
  return readdirSync(directory)
    .filter((file) => crds.test(file))
    .flatMap((file) => parseAllDocuments(readFileSync(path.join(directory, file), 'utf8')))
    .map((document) => document.toJS())
    .filter((object) => object?.kind === 'CustomResourceDefinition')
    .map(({ status: _, ...definition }) => withoutProse(definition))
}

/** One definition a line, so that a new version can be read as a difference. */
function write(source) {
  const { folder, sum } = downloadModule(source.module)
  const definitions = readDefinitions(source, folder)
  const { module, licence } = source
  const head = JSON.stringify({ source: module, folder: source.folder, sum, licence })
  const lines = definitions.map((definition) => JSON.stringify(definition))
  const text = `${head.slice(0, -1)},"definitions":[\n${lines.join(',\n')}\n]}\n`
  writeFileSync(path.join(import.meta.dirname, source.file), text)
  console.log(
    `${source.file}: ${definitions.length} definitions of ${module}, ${text.length} bytes`,
  )
}

for (const source of sources) write(source)
