/** The bodies of refusals, as the API server writes them; a message may be a matcher. */
export const failure = (
  code: number,
  reason: string,
  message: unknown,
  details?: Record<string, unknown>,
) => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message,
  reason,
  ...(details === undefined ? {} : { details }),
  code,
})

export type Cause = readonly [reason: string, message: string, field: string]

const causesOf = (causes: readonly Cause[]) =>
  causes.map(([reason, message, field]) => ({ reason: `FieldValue${reason}`, message, field }))

/** 422: the message is written out, so that the tests show it. */
export const invalid = (
  message: string,
  details: Record<string, unknown>,
  causes: readonly Cause[],
) => failure(422, 'Invalid', message, { ...details, causes: causesOf(causes) })

export const virtualService = (name: string) => ({
  name,
  group: 'networking.istio.io',
  kind: 'virtualservices',
})
