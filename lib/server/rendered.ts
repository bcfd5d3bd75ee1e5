/**
 * Data of an answer that is written already, as JSON or as CSV, where that kept nobody waiting. `digest`
 * tells two of them apart. (No 'server-only' here: workers, which are bundled on their own, make it.)
 */
export type Rendered<Data = unknown> = {
  bytes: Uint8Array
  digest: string
  /** Never there: what is written, for the compiler. */
  of?: Data
}

export const isRendered = (data: unknown): data is Rendered =>
  typeof data === 'object' &&
  data !== null &&
  'bytes' in data &&
  'digest' in data &&
  data.bytes instanceof Uint8Array

/** JSON read back, for who needs the data itself. */
export const dataOfRendered = <Data>({ bytes }: Rendered<Data>): Data =>
  // Written from this type by the maker of the JSON.
  JSON.parse(new TextDecoder().decode(bytes)) as Data
