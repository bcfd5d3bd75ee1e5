import 'server-only'
import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'

const compress = promisify(gzip)

/** Below this a packet is a packet. */
const leastBytes = 1400

/**
 * The lightest compression, off the event loop: JSON of a mesh shrinks to a fifteenth by it, and the
 * next levels cost more time than they save on the wire.
 * `null` where the client does not take gzip, or it is not worth it.
 */
export async function lightGzip(
  text: string,
  accepted: string | null,
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (text.length < leastBytes || !takesGzip(accepted)) return null
  const bytes = await compress(text, { level: constants.Z_BEST_SPEED })
  return new Uint8Array(bytes)
}

/** `gzip;q=0` is a no. https://www.rfc-editor.org/rfc/rfc9110#name-accept-encoding */
const takesGzip = (accepted: string | null) =>
  (accepted ?? '')
    .split(',')
    .some((one) => /^\s*gzip\s*(;|$)/.test(one) && !/;\s*q=0(\.0*)?\s*$/.test(one))
