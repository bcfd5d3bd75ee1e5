import { expect, test } from 'vitest'
import { impersonated } from './impersonation'

const none = { user: '', group: '' }

test('whom somebody else names is put a prefix before', () => {
  const claimed = { user: 'alice', groups: ['devs', 'devs', 'admins'] }
  expect(impersonated(claimed, { user: 'oidc:', group: 'oidc:' }, [])).toEqual({
    kind: 'impersonate',
    user: 'oidc:alice',
    groups: ['oidc:admins', 'oidc:devs'],
  })
})

test('groups of Kubernetes’ own are left out unless they are listed', () => {
  const claimed = { user: 'alice', groups: ['system:masters', 'system:monitoring', 'devs'] }
  expect(impersonated(claimed, none, ['system:monitoring'])?.groups).toEqual([
    'devs',
    'system:monitoring',
  ])
})

test('a group that becomes one of Kubernetes’ own by its prefix is left out', () => {
  const claimed = { user: 'alice', groups: ['masters'] }
  expect(impersonated(claimed, { user: '', group: 'system:' }, [])?.groups).toEqual([])
})

test.each(['system:admin', 'system:serviceaccount:kube-system:x', '', ' alice', 'a\r\nb', 'a\0'])(
  '%j is nobody to act for',
  (user) => {
    expect(impersonated({ user, groups: [] }, none, [])).toBeNull()
  },
)

test('but a listed one is', () => {
  expect(impersonated({ user: 'system:admin', groups: [] }, none, ['system:admin'])).not.toBeNull()
})
