/** Progress goes to stderr: stdout is for what another program may read. */
export const say = (line) => process.stderr.write(`${line}\n`)

const seconds = (since) => `${Math.round((Date.now() - since) / 1000)} s`

/** Does the work; once it takes longer than two seconds it says so, and says when it has ended. */
export async function step(sentence, work, { tell = say, slowMs = 2_000, repeatMs = 15_000 } = {}) {
  const startedAt = Date.now()
  let slow = false
  let repeat
  const first = setTimeout(() => {
    slow = true
    tell(`${sentence} …`)
    repeat = setInterval(() => tell(`${sentence} … ${seconds(startedAt)}`), repeatMs)
  }, slowMs)
  try {
    const result = await work()
    if (slow) tell(`${sentence}: done in ${seconds(startedAt)}`)
    return result
  } finally {
    clearTimeout(first)
    clearInterval(repeat)
  }
}
