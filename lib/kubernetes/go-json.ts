/**
 * JSON as Go writes it. The API server compares the texts that a JSON patch tests byte by byte with
 * the stored object as it has written it, and Go escapes these characters: a `test` of `a > b` would
 * fail against `a \u003e b`. (github.com/evanphx/json-patch, lazyNode.equal)
 */
export const goJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
