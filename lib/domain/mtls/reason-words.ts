import type { SentReason } from './sent'

type Words = {
  /** The name of the step that decided. */
  step: string
  /** Goes on after a colon; names no object, those stand beside it. */
  because: string
}

/** Why a client sends what it sends, in words. */
export const reasonWords: Record<SentReason, Words> = {
  noProxy: { step: 'Client', because: 'without a proxy it sends what its application sends' },
  clientPending: { step: 'Client', because: 'no ztunnel has taken it yet, so it has no traffic' },
  ztunnelTunnels: { step: 'ztunnel', because: 'the server takes HBONE' },
  ztunnelPlain: { step: 'ztunnel', because: 'the server takes no HBONE, so ztunnel passes it on' },
  excludedOutbound: {
    step: 'Capture',
    because: 'an annotation of the client keeps this call away from its sidecar',
  },
  podAddress: { step: 'Reach', because: 'a sidecar passes calls to a pod’s address through' },
  notExported: {
    step: 'Reach',
    because: 'the service is not exported to the client’s namespace, so its calls pass through',
  },
  notImported: {
    step: 'Reach',
    because: 'the client’s Sidecar does not import the service, so its calls pass through',
  },
  unknownToGateway: {
    step: 'Reach',
    because:
      'the service is not exported to the gateway’s namespace, so the gateway has no way to it',
  },
  blocked: {
    step: 'Reach',
    because: 'REGISTRY_ONLY blocks calls to what the client’s sidecar does not know',
  },
  sidecarTunnels: { step: 'HBONE', because: 'both sides speak HBONE, whatever a rule asks for' },
  noSubset: {
    step: 'DestinationRule',
    because: 'the DestinationRule that the client obeys has no such subset',
  },
  ruleAsks: { step: 'DestinationRule', because: 'a DestinationRule asks for it' },
  ruleUndecided: {
    step: 'DestinationRule',
    because: 'a port’s entry leaves out the tls that the rule has, and Istio reads that two ways',
  },
  autoMtlsOff: {
    step: 'Automatic mutual TLS',
    because: 'automatic mutual TLS is switched off in the mesh config',
  },
  external: { step: 'Automatic mutual TLS', because: 'what answers is not a pod of the mesh' },
  namespaceDisable: {
    step: 'Automatic mutual TLS',
    because: 'the policy of the service’s namespace is DISABLE',
  },
  headlessMixed: {
    step: 'Automatic mutual TLS',
    because: 'not every pod behind this headless service has a sidecar',
  },
  headlessAll: {
    step: 'Automatic mutual TLS',
    because: 'every pod behind this headless service has a sidecar',
  },
  endpointNotAnnounced: {
    step: 'Automatic mutual TLS',
    because: 'the server has no sidecar that announces mutual TLS',
  },
  endpointDisable: {
    step: 'Automatic mutual TLS',
    because: 'the policy of the server’s port is DISABLE',
  },
  automatic: { step: 'Automatic mutual TLS', because: 'the server’s sidecar announces it' },
}
