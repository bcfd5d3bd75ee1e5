/**
 * What Envoy's and ztunnel's response flags say, as a person on call would put it.
 * https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage#response-flags
 */
const meanings: Record<string, string> = {
  UH: 'no healthy endpoint to send to',
  UF: 'connecting to the destination failed',
  UO: 'circuit breaker is open',
  NR: 'no route for this request',
  NC: 'route leads to a host or subset that does not exist',
  URX: 'gave up after all retries',
  DT: 'took longer than the caller allows',
  DC: 'the caller hung up',
  LH: 'local health check failed',
  UT: 'the destination did not answer in time',
  LR: 'reset by the local proxy',
  UR: 'reset by the destination',
  UC: 'the destination closed the connection',
  DI: 'delayed by fault injection',
  FI: 'aborted by fault injection',
  RL: 'rate limited',
  RLSE: 'the rate limiter itself failed',
  UAEX: 'denied by external authorization',
  IH: 'refused for an invalid header',
  SI: 'idle for too long',
  DPE: 'the caller broke the protocol',
  UPE: 'the destination broke the protocol',
  UMSDR: 'reached its longest duration',
  OM: 'the proxy is overloaded',
  DO: 'dropped, the proxy is overloaded',
  DF: 'name was not resolved',
  RFCF: 'answered from cache',
  NFCF: 'no filter configuration',
  DENY: 'denied by an authorization policy',
  CONNECT: 'connecting to the destination failed',
  TLS_FAILURE: 'TLS failed',
  H2_HANDSHAKE_FAILURE: 'the tunnel could not be opened',
  NETWORK_POLICY: 'stopped by a network policy',
  IDENTITY_ERROR: 'the identity could not be proved',
  CERT_REVOKED: 'certificate was revoked',
}

export type ResponseFlag = { flag: string; meaning: string | null }

/** `"-"` is none. A flag that is not known is shown as it is: a mesh may have its own. */
export const responseFlags = (flags: string): ResponseFlag[] =>
  flags
    .split(',')
    .filter((flag) => flag !== '-' && flag !== '')
    .map((flag) => ({ flag, meaning: meanings[flag] ?? null }))
