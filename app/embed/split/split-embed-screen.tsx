'use client'
import { EmbedFrame } from '@/components/embed/embed-frame'
import { SplitEmbed } from '@/components/traffic-split/split-embed'
import { Notice } from '@/components/ui/notice'
import { type EmbedSearch, embedWindow, focusedObject } from '@/lib/search-params/embed'
import { scopeDefaults } from '@/lib/search-params/scope'

export function SplitEmbedScreen({
  search,
  origins,
}: {
  search: EmbedSearch
  origins: readonly string[]
}) {
  const split = focusedObject(search)
  return (
    <EmbedFrame
      origins={origins}
      view="split"
      theme={search.theme}
      namespacesOf={() => (split ? [split.namespace] : [])}
    >
      {({ claims, onVerdict }) =>
        split ? (
          <SplitEmbed
            of={split}
            scope={{ ...scopeDefaults, window: embedWindow(search, claims.window) }}
            onVerdict={onVerdict}
          />
        ) : (
          <main className="grid min-h-40 place-items-center p-4">
            <Notice role="status" title="This panel does not say which split it is about">
              <p>
                Its address needs focus=namespace/kind/name, such as shop/VirtualService/reviews.
              </p>
            </Notice>
          </main>
        )
      }
    </EmbedFrame>
  )
}
