import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { kinds } from '../lib/kubernetes/kinds'
import { resourceOf } from '../lib/kubernetes/object-path'
import { kindNameOf } from '../lib/server/splits/split-rights'
import { deployFolder, rightsOf, type Variant, variants } from './manifests.fixtures'

/** `list apps/deployments`, `impersonate /users` */
const right = (verb: string, group: string, resource: string) => `${verb} ${group}/${resource}`

const granted = (variant: Variant): string[] =>
  rightsOf(variant)
    .flatMap(({ rules = [] }) => rules)
    .flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) => verbs.map((verb) => right(verb, group, resource))),
      ),
    )
    .sort()

/** The watch cache does these two, to every kind. */
const watched = Object.values(kinds).flatMap((kind) => {
  const { group, resource } = resourceOf(kind)
  return ['list', 'watch'].map((verb) => right(verb, group, resource))
})

/** For who has no name of their own (lib/server/splits/read-split.ts). */
const readFresh = Object.values(kindNameOf).map((name) => {
  const { group, resource } = resourceOf(kinds[name])
  return right('get', group, resource)
})

const library = path.join(deployFolder, '../lib')
const sources = readdirSync(library, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !/\.(test|fixtures)\.ts$/.test(file))
  .map((file) => readFileSync(path.join(library, file), 'utf8'))

/** Reviews are created, and kept nowhere. */
const reviews = [
  ...new Set(
    sources.flatMap((text) =>
      [...text.matchAll(/\/apis\/((?:authorization|authentication)\.k8s\.io)\/v1\/(\w+)/g)].map(
        ([, group = '', resource = '']) => right('create', group, resource),
      ),
    ),
  ),
]
const aboutOneself = reviews.filter((review) => review.includes('/selfsubject'))

/** Headers that speak for somebody else: https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/ */
const impersonated = [
  ['impersonate-user', 'users'],
  ['impersonate-group', 'groups'],
  ['impersonate-uid', 'uids'],
].flatMap(([header = '', resource = '']) =>
  sources.some((text) => new RegExp(`['"]${header}['"]`, 'i').test(text))
    ? [right('impersonate', '', resource)]
    : [],
)

const reading = [...watched, ...readFresh, ...aboutOneself]
const asOthers = [
  ...reading,
  ...impersonated,
  right('create', 'authorization.k8s.io', 'subjectaccessreviews'),
]

const used: [Variant, string[]][] = [
  ['viewer', reading],
  ['operator-oidc', asOthers],
  ['operator-header', asOthers],
  ['operator-token', [...reading, right('create', 'authentication.k8s.io', 'tokenreviews')]],
]

describe('the console’s own rights are what the code uses, no more and no less', () => {
  test('in every variant', () => {
    expect(used.map(([variant]) => variant)).toEqual(variants)
  })

  test.each(used)('%s', (variant, rights) => {
    expect(granted(variant)).toEqual([...rights].sort())
  })

  test('a review that is created somewhere is granted to who needs it', () => {
    const anywhere = variants.flatMap(granted)
    expect(anywhere).toEqual(expect.arrayContaining(reviews))
  })
})
