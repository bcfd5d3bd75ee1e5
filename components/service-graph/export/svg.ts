/** What XML reserves; names come from clusters, and may hold anything. */
const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** What is not allowed in XML at all: control characters, halves of characters, and two that are none. */
export const escapeXml = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\p{Cs}\ufffe\uffff]/gu, '')
    .replace(/[&<>"]/g, (character) => escapes[character] ?? '')

type Attributes = Record<string, string | number | undefined>

/** One element as text; `content` is XML already. Numbers get two digits, which is finer than a pixel. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes)
    .flatMap(([key, value]) =>
      value === undefined
        ? []
        : [`${key}="${typeof value === 'number' ? round(value) : escapeXml(value)}"`],
    )
    .join(' ')
  return content === '' ? `<${name} ${written}/>` : `<${name} ${written}>${content}</${name}>`
}

const round = (value: number) => Number(value.toFixed(2))
