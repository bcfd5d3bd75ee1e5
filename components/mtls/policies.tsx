import type { NamespaceDepth } from './reply-parts'
import { Section } from './section'
import { WideTable } from './wide-table'

type Policy = NamespaceDepth['policies'][number]

/** `mode` as the API spells it: these are objects, quoted. */
const said = (mode: string | null) => mode ?? 'UNSET'

function setting({ mode, ports }: Policy): string {
  return [said(mode), ...ports.map((one) => `${one.port}: ${said(one.mode)}`)].join(', ')
}

const selectorWords = (selector: Policy['selector']) =>
  selector === null
    ? 'whole namespace'
    : Object.entries(selector)
        .map(([label, value]) => `${label}=${value}`)
        .join(', ')

export function Policies({ policies }: { policies: NamespaceDepth['policies'] }) {
  return (
    <Section title="PeerAuthentications">
      {policies.length === 0 ? (
        <p className="text-muted">None here: the mesh’s policy or Istio’s default holds.</p>
      ) : (
        <WideTable caption="PeerAuthentications" head={['Name', 'Selects', 'Says', 'Applies']}>
          {policies.map((policy) => (
            <tr key={`${policy.namespace}/${policy.name}`}>
              <td className="font-semibold">
                {policy.namespace}/{policy.name}
              </td>
              <td>{selectorWords(policy.selector)}</td>
              <td>{setting(policy)}</td>
              <td className={policy.counts ? 'text-muted' : 'text-degraded'}>{policy.why}</td>
            </tr>
          ))}
        </WideTable>
      )}
    </Section>
  )
}

export const ClientRules = ({ rules }: { rules: NamespaceDepth['clientRules'] }) =>
  rules.length > 0 && (
    <Section title="Client DestinationRules" note="What clients of these services send">
      <WideTable caption="Client DestinationRules" head={['Name', 'Host', 'TLS mode', 'Governs']}>
        {rules.map((rule) => (
          <tr key={`${rule.namespace}/${rule.name} ${rule.tls} ${rule.governs}`}>
            <td className="font-semibold">
              {rule.namespace}/{rule.name}
            </td>
            <td>{rule.host}</td>
            <td>{rule.tls}</td>
            <td className="text-muted">{rule.governs}</td>
          </tr>
        ))}
      </WideTable>
    </Section>
  )
