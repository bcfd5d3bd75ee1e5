import { createHmac } from 'node:crypto'

const secret = Buffer.alloc(32, 7)
const kid = 'portal'
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** The key set of a console whose panels these tokens open. */
export const panelKeys = JSON.stringify({
  keys: [{ kty: 'oct', kid, k: secret.toString('base64url') }],
})

export type PanelClaims = { namespaces: string[]; views: string[]; iat?: number }

/** As a portal signs it, with nothing of ours; good for ten minutes from `iat`, in epoch seconds. */
export function mintPanelToken({
  namespaces,
  views,
  iat = Math.floor(Date.now() / 1000),
}: PanelClaims): string {
  const claims = { aud: 'binnacle', iat, exp: iat + 600, namespaces, views }
  const text = `${part({ alg: 'HS256', kid })}.${part(claims)}`
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}
