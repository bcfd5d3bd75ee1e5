/** Runs stages one after another, the lanes of each side by side; what its suites gave, in their order. */
export async function runStages(stages, run) {
  const results = []
  for (const lanes of stages) {
    const ran = await Promise.all(
      lanes.map((lane, at) => runLane(lane, (one) => run(one, at === 0))),
    )
    results.push(...ran.flat())
  }
  return results
}

async function runLane(suites, run) {
  const results = []
  for (const suite of suites) results.push(await run(suite))
  return results
}
