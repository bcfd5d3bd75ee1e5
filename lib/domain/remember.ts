/** Works an answer out once for each key. `null` is an answer too. */
export function remember<Arguments extends unknown[], Answer>(
  keyOf: (...about: Arguments) => string,
  work: (...about: Arguments) => Answer,
): (...about: Arguments) => Answer {
  const answers = new Map<string, Answer>()
  return (...about) => {
    const key = keyOf(...about)
    const known = answers.get(key)
    if (known !== undefined) return known
    const answer = work(...about)
    answers.set(key, answer)
    return answer
  }
}
