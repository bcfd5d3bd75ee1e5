/** How many of a "N more" are drawn is the last part of its token; the rest says of what. */
const subjectOf = (token: string) =>
  token.startsWith('more/') ? token.slice(0, token.lastIndexOf('/')) : token

/** With one more group opened; of "N more" the last number holds. */
export const withOpened = (opened: readonly string[], token: string): string[] =>
  [...opened.filter((one) => subjectOf(one) !== subjectOf(token)), token].sort()

export const withoutOpened = (opened: readonly string[], token: string): string[] =>
  opened.filter((one) => one !== token)

/** What was opened, as a person calls it: `shop`, `reviews in shop`, `60 of shop`. */
export function openedWords(token: string): string {
  const [kind, first = '', second] = token.split('/')
  if (kind === 'more') return second === undefined ? `${first} of all` : `${second} of ${first}`
  return kind === 'app' && second !== undefined ? `${second} in ${first}` : first || token
}
