import 'server-only'
import { CompactEncrypt, compactDecrypt, errors } from 'jose'
import type { z } from 'zod'

/** What a sealed text is of: none is taken for another. */
export type SealedAs = 'session' | 'sign-in'

const algorithms = { alg: 'dir', enc: 'A256GCM' } as const
const typeOf = (sealedAs: SealedAs) => `binnacle-${sealedAs}`

/** As JWE: nobody without the key reads or changes it. */
export const seal = (sealedAs: SealedAs, value: unknown, key: Uint8Array): Promise<string> =>
  new CompactEncrypt(new TextEncoder().encode(JSON.stringify(value)))
    .setProtectedHeader({ ...algorithms, typ: typeOf(sealedAs) })
    .encrypt(key)

/** `null` for whatever was not sealed by us as just this: who made or changed it is nobody. */
export async function unseal<Schema extends z.ZodType>(
  sealedAs: SealedAs,
  text: string,
  schema: Schema,
  key: Uint8Array,
): Promise<z.output<Schema> | null> {
  try {
    const { plaintext, protectedHeader } = await compactDecrypt(text, key, {
      keyManagementAlgorithms: [algorithms.alg],
      contentEncryptionAlgorithms: [algorithms.enc],
    })
    if (protectedHeader.typ !== typeOf(sealedAs)) return null
    // An earlier version may have sealed less.
    return schema.safeParse(JSON.parse(new TextDecoder().decode(plaintext))).data ?? null
  } catch (error) {
    if (error instanceof errors.JOSEError) return null
    throw error
  }
}
