// Types of embed.js: copy this file beside your own, it imports nothing but React's types.
import type { DetailedHTMLProps, HTMLAttributes } from 'react'

/** What was chosen on a graph. */
export type BinnacleSelection = {
  kind: 'node' | 'edge'
  id: string
  label: string
  namespace?: string
}

/** One sentence on what the panel shows. */
export type BinnacleVerdict = { text: string }

/** Why a panel shows nothing: an attribute that cannot be, or what `getToken` threw. */
export type BinnacleError = { message: string; cause?: unknown }

export type BinnaclePanelAttributes = {
  /** The console's address; left out, where embed.js came from. */
  src?: string
  view: 'graph' | 'split' | 'mtls'
  /** With commas between; left out, all of the token's. */
  namespaces?: string
  /** namespace/kind/name */
  focus?: string
  hops?: string | number
  /** 1m, 5m, 1h … */
  window?: string
  /** `auto`, the default, is what the reader's system prefers. */
  theme?: 'light' | 'dark' | 'auto'
  /** Where nothing renews it; otherwise `getToken`. */
  token?: string
  title?: string
  /** Pixels; the panel is as high as it needs to be between the two. */
  'min-height'?: string | number
  'max-height'?: string | number
}

export type BinnaclePanelElement = HTMLElement & {
  /** Asks your backend for a fresh token: at first, and a minute before each one ends. */
  getToken: (() => string | Promise<string>) | null
}

type PanelProps = BinnaclePanelAttributes & {
  getToken?: BinnaclePanelElement['getToken']
  'onbinnacle-select'?: (event: CustomEvent<BinnacleSelection>) => void
  'onbinnacle-verdict'?: (event: CustomEvent<BinnacleVerdict>) => void
  'onbinnacle-error'?: (event: CustomEvent<BinnacleError>) => void
}

declare global {
  interface HTMLElementTagNameMap {
    'binnacle-panel': BinnaclePanelElement
  }
  interface HTMLElementEventMap {
    'binnacle-select': CustomEvent<BinnacleSelection>
    'binnacle-verdict': CustomEvent<BinnacleVerdict>
    'binnacle-error': CustomEvent<BinnacleError>
  }
}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'binnacle-panel': DetailedHTMLProps<
        Omit<HTMLAttributes<BinnaclePanelElement>, keyof BinnaclePanelAttributes>,
        BinnaclePanelElement
      > &
        PanelProps
    }
  }
}
