import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'

/** What a folder of one subject's components may import; never another subject's. */
const subject = [
  'components/ui',
  'components/mesh',
  'lib/domain',
  'lib/format',
  'lib/queries',
  'lib/search-params',
  'lib/api (types)',
] as const

/**
 * House rule: which folder may import which. A folder may always import itself; the longest
 * matching name holds. `a (types)` allows `import type` only.
 */
const allowed: Record<string, readonly string[]> = {
  app: ['app', 'components', 'lib'],
  'app/api': ['lib'],
  'components/ui': ['lib/format'],
  'components/charts': ['lib/format', 'components/ui'],
  'components/mesh': [
    'components/ui',
    'lib/domain',
    'lib/format',
    'lib/queries',
    'lib/api (types)',
  ],
  'components/shell': subject,
  'components/traffic-split': [...subject, 'components/charts'],
  'components/mtls': subject,
  'components/connections': subject,
  'components/embed': subject,
  'components/sign-in': subject,
  'components/service-graph': [...subject, 'components/charts'],
  'lib/domain': [],
  'lib/format': ['lib/domain'],
  'lib/api': ['lib/domain'],
  'lib/search-params': ['lib/domain', 'lib/api (types)'],
  'lib/queries': ['lib/domain', 'lib/search-params', 'lib/api (types)'],
  'lib/errors': [],
  'lib/env': [],
  'lib/log': [],
  'lib/process-state': [],
  'lib/off-thread': ['lib/process-state'],
  'lib/deadline': [],
  'lib/turns': [],
  'lib/upstream-metrics': ['lib/errors', 'lib/process-state'],
  'lib/prometheus': [
    'lib/domain',
    'lib/errors',
    'lib/deadline',
    'lib/env',
    'lib/log',
    'lib/off-thread',
    'lib/process-state',
    'lib/turns',
    'lib/upstream-metrics',
  ],
  'lib/kubernetes': [
    'lib/domain',
    'lib/errors',
    'lib/deadline',
    'lib/env',
    'lib/log',
    'lib/process-state',
    'lib/upstream-metrics',
  ],
  'lib/identity': [
    'lib/kubernetes',
    'lib/domain',
    'lib/errors',
    'lib/env',
    'lib/log',
    'lib/process-state',
    'lib/turns',
  ],
  'lib/server': [
    'lib/api',
    'lib/identity',
    'lib/prometheus',
    'lib/kubernetes',
    'lib/domain',
    'lib/format',
    'lib/errors',
    'lib/env',
    'lib/log',
    'lib/off-thread',
    'lib/process-state',
    'lib/upstream-metrics',
  ],
  deploy: ['lib'],
  'e2e/testbed': [],
  'e2e/tools': [],
  'e2e/support': ['e2e/testbed', 'e2e/tools', 'lib/domain'],
  'e2e/bench': ['e2e/testbed', 'e2e/tools', 'e2e/support'],
  'e2e/differential': ['e2e/testbed', 'lib', 'deploy', 'proxy'],
  e2e: ['e2e/support', 'e2e/testbed', 'e2e/tools', 'lib/api', 'lib/domain', 'lib/format'],
}

type Import = { file: string; target: string; typeOnly: boolean }

const root = import.meta.dirname
const sources = execFileSync(
  'git',
  ['ls-files', '-co', '--exclude-standard', '*.ts', '*.tsx', '*.mjs'],
  { cwd: root, encoding: 'utf8' },
)
  .split('\n')
  .filter(
    (file) => /^(app|components|deploy|lib|e2e)\//.test(file) && existsSync(path.join(root, file)),
  )

/** `import`, `export … from` and `import()` of our own files, as paths from the top. */
function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(root, file), 'utf8')
  const pattern =
    /(?:^|\n)\s*(import|export)\s+(type\s)?[^'"`;]*?from\s*['"]([^'"]+)['"]|import\s*\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s+['"]([^'"]+)['"]|new URL\(\s*['"](\.[^'"]+)['"]/g
  return [...text.matchAll(pattern)].flatMap((match) => {
    const specifier = match[3] ?? match[4] ?? match[5] ?? match[6] ?? ''
    const target = specifier.startsWith('@/')
      ? specifier.slice(2)
      : specifier.startsWith('.')
        ? path.posix.join(path.posix.dirname(file), specifier)
        : null
    return target === null ? [] : [{ file, target, typeOnly: Boolean(match[2]) }]
  })
}

const within = (file: string, folder: string) =>
  file === folder || file.startsWith(`${folder}/`) || file.startsWith(`${folder}.`)

const folderOf = (file: string) =>
  Object.keys(allowed)
    .filter((folder) => within(file, folder))
    .sort((a, b) => b.length - a.length)[0]

function isAllowed({ file, target, typeOnly }: Import): boolean {
  const folder = folderOf(file)
  if (!folder) return false
  if (within(target, folder)) return true
  return (allowed[folder] ?? []).some((entry) =>
    entry.endsWith(' (types)')
      ? typeOnly && within(target, entry.slice(0, -' (types)'.length))
      : within(target, entry),
  )
}

/** Modules that may only run on the server start with this import; the browser must not see them. */
const isServerModule = (file: string) =>
  /^import ['"]server-only['"]/.test(readFileSync(path.join(root, file), 'utf8'))

const resolve = (target: string) =>
  [target, `${target}.ts`, `${target}.tsx`].find((file) => sources.includes(file))

describe('import directions', () => {
  const imports = sources.flatMap(importsOf)

  test('every source file is in a folder of the table', () => {
    expect(sources.filter((file) => !folderOf(file))).toEqual([])
  })

  test('no import leaves its folder against the table', () => {
    expect(imports.length).toBeGreaterThan(0)
    expect(imports.filter((one) => !isAllowed(one))).toEqual([])
  })

  test('components and queries import no server module', () => {
    const client = imports.filter(({ file }) => /^(components|lib\/queries)\//.test(file))
    const reached = client.filter(({ target }) => {
      const file = resolve(target)
      return file !== undefined && isServerModule(file)
    })
    expect(reached).toEqual([])
  })

  /** Everything that is loaded with a file, its own imports' imports included. */
  function reachedFrom(file: string, seen = new Set<string>()): Set<string> {
    seen.add(file)
    for (const { target, typeOnly } of imports.filter((one) => one.file === file)) {
      const next = typeOnly ? undefined : resolve(target)
      if (next !== undefined && !seen.has(next)) reachedFrom(next, seen)
    }
    return seen
  }

  test('what shows a split cannot write one, and what edits it can', () => {
    const writer = 'lib/queries/post-json.ts'
    expect([...reachedFrom('components/traffic-split/split-view.tsx')]).not.toContain(writer)
    expect([...reachedFrom('components/traffic-split/split-editor.tsx')]).toContain(writer)
  })

  test('a panel in a portal holds no code that writes, and none that follows the stream', () => {
    const pages = sources.filter((file) => /^app\/embed\/.*page\.tsx$/.test(file))
    expect(pages).toHaveLength(3)
    const held = pages.flatMap((page) => [...reachedFrom(page)])
    expect(held).toContain('components/traffic-split/split-view.tsx')
    expect(
      held.filter((file) => /^lib\/queries\/(post-json|write-|live\/follow)/.test(file)),
    ).toEqual([])
    expect(held.filter((file) => /editor|sheet|change-policy|navigation/.test(file))).toEqual([])
  })

  test.each([
    [{ file: 'lib/domain/host.ts', target: 'lib/errors', typeOnly: false }, false],
    [{ file: 'lib/domain/host.ts', target: 'lib/domain/workload', typeOnly: false }, true],
    [{ file: 'components/mesh/mark.tsx', target: 'lib/server/handler', typeOnly: true }, false],
    [{ file: 'e2e/testbed/mesh/mesh.ts', target: 'lib/domain/host', typeOnly: true }, false],
    [{ file: 'lib/queries/graph.ts', target: 'lib/api/graph', typeOnly: true }, true],
    [{ file: 'lib/queries/graph.ts', target: 'lib/api/graph', typeOnly: false }, false],
  ] as const)('the table judges %j: %s', (one, verdict) => {
    expect(isAllowed(one)).toBe(verdict)
  })
})
