import { expect, test } from 'vitest'
import { explainCodes } from '../../lib/domain/explain-code'
import { hidden, joining, misled, onlyTcp } from './explain-rows'
import { rows } from './weather-rows'

/** The address has a default, so that no environment brings it about. */
const unreachable = 'prometheus-unconfigured'

const thrown = Object.values(rows).flatMap((group) =>
  Object.values(group).flatMap(({ why }) => (why ? [why.code] : [])),
)
const made = [...Object.values(misled), ...Object.values(joining), onlyTcp].map(
  ({ why }) => why.code,
)
const tested = new Set([...thrown, ...made, hidden.code])

test.each(explainCodes.filter((code) => code !== unreachable))(
  'the reason %s is brought about in the browser, by the weather or by hand',
  (code) => {
    expect(tested).toContain(code)
  },
)
