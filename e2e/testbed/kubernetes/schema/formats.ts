import { isIPv4, isIPv6 } from 'node:net'
import type { Format } from 'ajv'

const dateTime = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/
const base64 = /^[A-Za-z0-9+/]*={0,2}$/

const integerWithin = (bits: number): Format => ({
  type: 'number',
  validate: (value: number) => Number.isInteger(value) && Math.abs(value + 0.5) < 2 ** (bits - 1),
})

/** The formats that the API server checks among those which the bed's CRDs use. */
export const formats: Record<string, Format> = {
  int32: integerWithin(32),
  int64: integerWithin(64),
  float: true,
  double: true,
  'date-time': (text: string) => dateTime.test(text) && !Number.isNaN(Date.parse(text)),
  byte: (text: string) => base64.test(text),
  ipv4: isIPv4,
  ipv6: isIPv6,
}
