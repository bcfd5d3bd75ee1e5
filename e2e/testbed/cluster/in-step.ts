import { isJsonObject } from '../kubernetes/object'

/** The API server leaves out what is empty, false or zero. */
const isOmitted = (value: unknown) =>
  value === 0 || value === false || value === '' || (Array.isArray(value) && value.length === 0)

/**
 * Whether an object already says what a controller wants it to say. The API server adds fields of
 * its own (times, defaults) and leaves out empty ones: neither is a difference to be written.
 */
export function isInStep(actual: unknown, wanted: unknown): boolean {
  if (actual === undefined || actual === null) return wanted === undefined || isOmitted(wanted)
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(actual) &&
      actual.length === wanted.length &&
      wanted.every((entry, index) => isInStep(actual[index], entry))
    )
  }
  if (isJsonObject(wanted)) {
    return (
      isJsonObject(actual) &&
      Object.entries(wanted).every(([key, value]) => isInStep(actual[key], value))
    )
  }
  return actual === wanted
}
