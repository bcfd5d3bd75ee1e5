import { generate } from 'selfsigned'

export type ServerCertificate = { caPem: string; certPem: string; keyPem: string }

const attributes = (commonName: string) => [{ name: 'commonName', value: commonName }]

const validity = () => {
  const hour = 3_600_000
  return {
    // A little in the past, for clients whose clock is behind.
    notBeforeDate: new Date(Date.now() - hour),
    notAfterDate: new Date(Date.now() + 30 * 24 * hour),
  }
}

const elliptic = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const

/** A certificate for this machine, signed by an authority that lives as long as the server. */
export async function serverCertificate(): Promise<ServerCertificate> {
  const authority = await generate(attributes('binnacle-testbed-ca'), {
    ...elliptic,
    ...validity(),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  const server = await generate(attributes('kube-apiserver'), {
    ...elliptic,
    ...validity(),
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  })
  return { caPem: authority.cert, certPem: server.cert, keyPem: server.private }
}
