/**
 * Data of an answer that is JSON already, written where it kept nobody waiting. `digest` tells two of
 * them apart. (No 'server-only' here: workers, which are bundled on their own, make it.)
 */
export type Rendered<Data = unknown> = {
  json: Uint8Array
  digest: string
  /** Never there: what the JSON is of, for the compiler. */
  of?: Data
}

export const isRendered = (data: unknown): data is Rendered =>
  typeof data === 'object' && data !== null && 'json' in data && data.json instanceof Uint8Array

/** Read back, for who needs the data itself. */
export const dataOfRendered = <Data>({ json }: Rendered<Data>): Data =>
  // Written from this type by the maker of the JSON.
  JSON.parse(new TextDecoder().decode(json)) as Data
