import fc from 'fast-check'
import { expect, test } from 'vitest'
import { graphHref, securityHref, securityNamespaceHref, splitHref, trafficHref } from './routes'

/** What clusters, labels and people may call a thing. */
const text = fc.oneof(
  fc.constantFrom(
    'javascript:alert(1)',
    'java\tscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '..',
    '../..',
    'https://evil.example',
    '@evil.example',
    '?a#b',
    '"><img src=x onerror=alert(1)>',
    '\n',
    '',
  ),
  fc.string({ unit: 'binary' }),
)

test('whatever things are called, a link leads to a screen of this console', () => {
  fc.assert(
    fc.property(text, text, text, (namespace, kind, name) => {
      const links = {
        '/graph': graphHref({ namespaces: [namespace], find: name, focus: kind }),
        '/traffic': trafficHref({ namespaces: [namespace], find: name }),
        '/traffic/': splitHref({ namespace, kind, name }),
        '/security': securityHref({ client: namespace, service: kind, subset: name }),
        '/security/': securityNamespaceHref(namespace, {}),
      }
      for (const [screen, href] of Object.entries(links)) {
        expect(href.startsWith(screen)).toBe(true)
        expect(href).toMatch(/^\/[\w%.~!'()*/?=&+,:;@-]*$/)
        expect(new URL(href, 'https://binnacle.example').origin).toBe('https://binnacle.example')
      }
    }),
  )
})
