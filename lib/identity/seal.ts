import 'server-only'
import { promisify } from 'node:util'
import { deflateRaw, inflateRaw } from 'node:zlib'
import { CompactEncrypt, compactDecrypt, errors } from 'jose'
import type { z } from 'zod'

/** What a sealed text is of: none is taken for another. */
export type SealedAs = 'session' | 'sign-in'

const algorithms = { alg: 'dir', enc: 'A256GCM' } as const
const typeOf = (sealedAs: SealedAs) => `binnacle-${sealedAs}`

const deflate = promisify(deflateRaw)
const inflate = promisify(inflateRaw)
/** More than any cookie unpacks to that we have made. */
const mostBytes = 1_000_000

/**
 * As JWE: nobody without the key reads or changes it. Packed before: the names of groups are much
 * alike, and what proxies take of a cookie is little. (The length could tell of the secrets beside
 * them only to who may choose the groups, again and again.)
 */
export async function seal(sealedAs: SealedAs, value: unknown, key: Uint8Array): Promise<string> {
  const packed = await deflate(JSON.stringify(value))
  return new CompactEncrypt(packed)
    .setProtectedHeader({ ...algorithms, typ: typeOf(sealedAs) })
    .encrypt(key)
}

/** `null` for whatever was not sealed by us as just this: who made or changed it is nobody. */
export async function unseal<Schema extends z.ZodType>(
  sealedAs: SealedAs,
  text: string,
  schema: Schema,
  key: Uint8Array,
): Promise<z.output<Schema> | null> {
  const packed = await opened(sealedAs, text, key)
  // An earlier version may have packed otherwise, or less.
  return packed && (schema.safeParse(await unpacked(packed)).data ?? null)
}

async function opened(
  sealedAs: SealedAs,
  text: string,
  key: Uint8Array,
): Promise<Uint8Array | null> {
  try {
    const { plaintext, protectedHeader } = await compactDecrypt(text, key, {
      keyManagementAlgorithms: [algorithms.alg],
      contentEncryptionAlgorithms: [algorithms.enc],
    })
    return protectedHeader.typ === typeOf(sealedAs) ? plaintext : null
  } catch (error) {
    if (error instanceof errors.JOSEError) return null
    throw error
  }
}

const unpacked = (packed: Uint8Array): Promise<unknown> =>
  inflate(packed, { maxOutputLength: mostBytes }).then(
    (bytes) => JSON.parse(bytes.toString('utf8')),
    () => null,
  )
