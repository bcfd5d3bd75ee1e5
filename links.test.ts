import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

/**
 * Where text could become an address or markup. What comes from a cluster becomes neither: links are
 * made by the functions of `lib/search-params/routes.ts`, and a text is a text.
 */
const sources = ['app', 'components', 'lib'].flatMap((folder) =>
  readdirSync(path.join(import.meta.dirname, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.(test|fixtures)\.tsx?$/.test(file))
    .map((file) => path.join(folder, file)),
)

const linesWith = (pattern: RegExp) =>
  sources.flatMap((file) =>
    readFileSync(path.join(import.meta.dirname, file), 'utf8')
      .split('\n')
      .filter((line) => pattern.test(line) && !/^\s*(\/\/|\*|\/\*)/.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  )

/** `hrefOf`, `row.href`: what a component hands on to another is made by one of these as well. */
const ofOurs = /\bhref=\{(\w+Href\(|href\})/

test('every link is made by a function that makes links to screens', () => {
  const others = linesWith(/\bhref=|\.href =/)
    .filter((line) => !ofOurs.test(line))
    .sort()
  expect(others).toEqual([
    'components/service-graph/export/save-file.ts: link.href = url',
    // A file to download, whose content is encoded.
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the line as it stands there
    'components/traffic-split/split-page.tsx: href={`data:application/yaml;charset=utf-8,${encodeURIComponent(split.yaml)}`}',
  ])
  const handedOn = linesWith(/\bhref(Of)?(:| =|=\{)/).filter((line) => /hrefOf?[:=]/.test(line))
  expect(handedOn.filter((line) => !/Href\(|hrefOf\(|=> string|href: string/.test(line))).toEqual(
    [],
  )
})

test('no text becomes markup or code', () => {
  const risky =
    /dangerouslySetInnerHTML|\.(inner|outer)HTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcDoc|parseFromString|createContextualFragment/
  // A script of ours, with nothing but the nonce that the proxy made: it takes a panel's token away.
  expect(linesWith(risky)).toEqual([
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the line as it stands there
    'app/layout.tsx: dangerouslySetInnerHTML={{ __html: `<script nonce="${nonce}">${takeToken}</script>` }}',
  ])
})
