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

/** The same for each object, as long as the object is there. It must not change afterwards. */
export function rememberFor<Key extends object, Value>(work: (key: Key) => Value) {
  const known = new WeakMap<Key, { value: Value }>()
  return (key: Key): Value => {
    const found = known.get(key)
    if (found) return found.value
    const value = work(key)
    known.set(key, { value })
    return value
  }
}
