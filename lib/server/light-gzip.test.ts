import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { lightGzip } from './light-gzip'

const long = JSON.stringify(Array.from({ length: 500 }, (_, at) => ({ id: `reviews-v${at}` })))

test.each(['gzip', 'gzip, deflate, br', 'br, gzip;q=0.8'])(
  'who accepts %s gets it small',
  async (accepted) => {
    const zipped = await lightGzip(long, accepted)
    expect(zipped && gunzipSync(zipped).toString()).toBe(long)
    expect(zipped?.byteLength).toBeLessThan(long.length / 3)
  },
)

test.each([null, '', 'br', 'gzip;q=0', 'identity'])(
  'who accepts %s gets it as it is',
  async (accepted) => {
    expect(await lightGzip(long, accepted)).toBeNull()
  },
)

test('what is short stays as it is', async () => {
  expect(await lightGzip('{}', 'gzip')).toBeNull()
})
