import fc from 'fast-check'
import protobuf from 'protobufjs'
import { uncompress } from 'snappyjs'
import { expect, test } from 'vitest'
import { asSnappyLiteral, encodeWriteRequest } from './write-request'

/** As the protocol's own description says it: read by a library that the encoder does not use. */
const writeRequest = protobuf.Root.fromJSON({
  nested: {
    WriteRequest: { fields: { timeseries: { rule: 'repeated', type: 'TimeSeries', id: 1 } } },
    TimeSeries: {
      fields: {
        labels: { rule: 'repeated', type: 'Label', id: 1 },
        samples: { rule: 'repeated', type: 'Sample', id: 2 },
      },
    },
    Label: { fields: { name: { type: 'string', id: 1 }, value: { type: 'string', id: 2 } } },
    Sample: { fields: { value: { type: 'double', id: 1 }, timestamp: { type: 'int64', id: 2 } } },
  },
}).lookupType('WriteRequest')

const decode = (bytes: Uint8Array) =>
  writeRequest.toObject(writeRequest.decode(bytes), { longs: Number, defaults: true })

test('a reader of protocol buffers finds every label and sample', () => {
  const series = fc.record({
    labels: fc.dictionary(fc.stringMatching(/^[a-z_]{1,20}$/), fc.string({ unit: 'grapheme' })),
    samples: fc.array(fc.tuple(fc.integer({ min: 0, max: 2 ** 45 }), fc.double({ noNaN: true }))),
  })
  fc.assert(
    fc.property(fc.array(series), (all) => {
      const written = all.map(({ labels, samples }) => ({
        labels,
        times: samples.map(([time]) => time),
        values: samples.map(([, value]) => value),
      }))
      const timeseries = all.map(({ labels, samples }) => ({
        labels: Object.keys(labels)
          .sort()
          .map((name) => ({ name, value: labels[name] })),
        samples: samples.map(([timestamp, value]) => ({ value, timestamp })),
      }))
      expect(decode(encodeWriteRequest(written))).toEqual({ timeseries })
    }),
  )
})

test('a reader of Snappy finds the bytes as they were', () => {
  for (const length of [1, 60, 61, 70_000]) {
    const bytes = Buffer.alloc(length, 'binnacle')
    expect(Buffer.from(uncompress(asSnappyLiteral(bytes)))).toEqual(bytes)
  }
})
