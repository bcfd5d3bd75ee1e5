import { goSyntaxError } from '../http/go-json'
import { badRequest } from '../http/status'
import { isJsonObject } from '../object'

export type Continuation = { revision: number; start: string }

/** The shape that the API server itself uses; clients must not look inside. */
export function writeContinueToken({ revision, start }: Continuation): string {
  const token = { v: 'meta.k8s.io/v1', rv: revision, start: `/${start}\u0000` }
  return Buffer.from(JSON.stringify(token)).toString('base64url')
}

const invalidToken = (why: string) =>
  badRequest(`invalid continue token: continue key is not valid: ${why}`)

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw invalidToken(goSyntaxError(text, error))
  }
}

export function parseContinueToken(token: string): Continuation {
  const value = parseJson(Buffer.from(token, 'base64url').toString())
  if (!isJsonObject(value) || typeof value.start !== 'string' || typeof value.rv !== 'number') {
    throw invalidToken('server did not recognize this encoded version')
  }
  return { revision: value.rv, start: value.start.slice(1, -1) }
}
