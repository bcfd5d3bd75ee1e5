// No 'server-only' here: the parse worker, which no browser can reach, is bundled on its own.
import { gunzipSync } from 'node:zlib'
import { parseVector, type VectorReading, type VectorShape } from './parse-vector'

/** An answer as it came over the wire: unpacking it is part of the work, and goes where that is done. */
export type AnswerBody = { bytes: Uint8Array; isGzipped: boolean }

/** How much there is to parse. The last four bytes of gzip tell. https://www.rfc-editor.org/rfc/rfc1952#page-5 */
export function sizeOf({ bytes, isGzipped }: AnswerBody): number {
  const { buffer, byteOffset, byteLength } = bytes
  if (!isGzipped || byteLength < 4) return byteLength
  return new DataView(buffer, byteOffset, byteLength).getUint32(byteLength - 4, true)
}

export function readAnswer(body: AnswerBody, shape: VectorShape): VectorReading {
  const bytes = unpacked(body)
  return bytes
    ? parseVector(new TextDecoder().decode(bytes), shape)
    : { kind: 'malformed', why: 'broken gzip' }
}

/** `null` for what is no gzip after all. */
export function unpacked({ bytes, isGzipped }: AnswerBody): Uint8Array | null {
  try {
    return isGzipped ? gunzipSync(bytes) : bytes
  } catch {
    // The caller says what came instead.
    return null
  }
}
