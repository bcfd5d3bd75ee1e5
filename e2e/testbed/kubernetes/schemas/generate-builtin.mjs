/**
 * Writes which fields the built-in kinds have, and of which type, as compact data beside this file:
 * from Kubernetes' own OpenAPI documents, without a word of description. Run by hand when the
 * version below changes: `node e2e/testbed/kubernetes/schemas/generate-builtin.mjs` (needs Go).
 *
 * A type is `"string"`, `"bool"`, `"int32"`, `"int64"`, `"float64"`, `"any"`, `"#Name"` of another,
 * `["…"]` a list or `{"*": "…"}` a map of one.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const module = 'k8s.io/kubernetes@v1.37.2'
const folder = 'api/openapi-spec/v3'
const documents = {
  '': 'api__v1',
  apps: 'apis__apps__v1',
  batch: 'apis__batch__v1',
  'admissionregistration.k8s.io': 'apis__admissionregistration.k8s.io__v1',
  'discovery.k8s.io': 'apis__discovery.k8s.io__v1',
  'events.k8s.io': 'apis__events.k8s.io__v1',
  'networking.k8s.io': 'apis__networking.k8s.io__v1',
  'rbac.authorization.k8s.io': 'apis__rbac.authorization.k8s.io__v1',
}
const kinds = {
  '': 'Namespace Node Pod Service Endpoints ServiceAccount ConfigMap Secret Event',
  apps: 'Deployment ReplicaSet StatefulSet DaemonSet',
  batch: 'Job CronJob',
  'admissionregistration.k8s.io': 'MutatingWebhookConfiguration ValidatingWebhookConfiguration',
  'discovery.k8s.io': 'EndpointSlice',
  'events.k8s.io': 'Event',
  'networking.k8s.io': 'NetworkPolicy',
  'rbac.authorization.k8s.io': 'ClusterRole ClusterRoleBinding Role RoleBinding',
}

const { Dir: moduleFolder, Sum: sum } = JSON.parse(
  execFileSync('go', ['mod', 'download', '-json', module], { encoding: 'utf8' }),
)

const scalars = { string: 'string', boolean: 'bool', number: 'float64' }

/** `io.k8s.api.core.v1.Pod` is `core.v1.Pod`: short, and still one of a kind. */
const shortName = (name) => name.replace(/^io\.k8s\.(api|apimachinery\.pkg\.apis)\./, '')

function typeNamed(name, schemas, types) {
  const schema = schemas[name]
  if (!schema.properties) return typeOf(schema, schemas, types)
  const short = shortName(name)
  if (!types[short]) {
    types[short] = {}
    for (const [field, property] of Object.entries(schema.properties)) {
      types[short][field] = typeOf(property, schemas, types)
    }
  }
  return `#${short}`
}

function typeOf(schema, schemas, types) {
  const reference = schema.$ref ?? schema.allOf?.[0]?.$ref
  if (reference) return typeNamed(reference.split('/').at(-1), schemas, types)
  if (schema.type === 'array') return [typeOf(schema.items, schemas, types)]
  if (schema.type === 'integer') return schema.format ?? 'int64'
  if (schema.type === 'object' && typeof schema.additionalProperties === 'object') {
    return { '*': typeOf(schema.additionalProperties, schemas, types) }
  }
  // Quantities, percentages and raw JSON may be more than one thing.
  return scalars[schema.format === 'int-or-string' ? '' : schema.type] ?? 'any'
}

const types = {}
const roots = {}
for (const [group, document] of Object.entries(documents)) {
  const file = path.join(moduleFolder, folder, `${document}_openapi.json`)
  const { schemas } = JSON.parse(readFileSync(file, 'utf8')).components
  for (const kind of kinds[group].split(' ')) {
    const isRoot = (schema) =>
      schema['x-kubernetes-group-version-kind']?.some(
        (one) => one.group === group && one.kind === kind && one.version === 'v1',
      )
    const name = Object.keys(schemas).find((one) => isRoot(schemas[one]) && schemas[one].properties)
    roots[group === '' ? kind : `${kind}.${group}`] = typeNamed(name, schemas, types).slice(1)
  }
}

/** One type a line, so that a new version can be read as a difference. */
const lines = Object.entries(types)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, fields]) => `${JSON.stringify(name)}:${JSON.stringify(fields)}`)
const head = JSON.stringify({ source: module, folder, sum, licence: 'Apache-2.0', kinds: roots })
const text = `${head.slice(0, -1)},"types":{\n${lines.join(',\n')}\n}}\n`
writeFileSync(path.join(import.meta.dirname, 'builtin.json'), text)
console.log(`builtin.json: ${lines.length} types of ${module}, ${text.length} bytes`)
