'use client'
import { EmbedFrame } from '@/components/embed/embed-frame'
import { MtlsEmbed } from '@/components/mtls/mtls-embed'
import type { EmbedClaims } from '@/lib/queries/embed-token'
import { type EmbedSearch, embedWindow } from '@/lib/search-params/embed'
import { scopeDefaults } from '@/lib/search-params/scope'

export function MtlsEmbedScreen({
  search,
  origins,
}: {
  search: EmbedSearch
  origins: readonly string[]
}) {
  const namespaceOf = ({ namespaces }: EmbedClaims) =>
    search.focus[0] ?? search.namespaces[0] ?? namespaces[0] ?? ''
  return (
    <EmbedFrame
      origins={origins}
      view="mtls"
      theme={search.theme}
      namespacesOf={(claims) => [namespaceOf(claims)]}
    >
      {({ claims, onVerdict }) => (
        <MtlsEmbed
          namespace={namespaceOf(claims)}
          scope={{ ...scopeDefaults, window: embedWindow(search, claims.window) }}
          onVerdict={onVerdict}
        />
      )}
    </EmbedFrame>
  )
}
