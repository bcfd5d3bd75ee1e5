export type WrittenSeries = {
  labels: Readonly<Record<string, string>>
  /** Epoch ms, ascending. */
  times: readonly number[]
  values: readonly number[]
}

/** Bytes one after another, in a buffer that grows. */
function newBytes() {
  let buffer = Buffer.allocUnsafe(1 << 16)
  let length = 0

  function reserve(count: number) {
    if (length + count <= buffer.length) return
    const larger = Buffer.allocUnsafe(2 * (length + count))
    buffer.copy(larger, 0, 0, length)
    buffer = larger
  }
  /** Whole numbers of any size that a number holds exactly, seven bits a byte. */
  function varint(value: number) {
    reserve(10)
    let rest = value
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) buffer[length++] = (rest % 0x80) | 0x80
    buffer[length++] = rest
  }
  return {
    varint,
    double(value: number) {
      reserve(8)
      length = buffer.writeDoubleLE(value, length)
    },
    text(value: string) {
      const count = Buffer.byteLength(value)
      varint(count)
      reserve(count)
      length += buffer.write(value, length)
    },
    append(bytes: Buffer) {
      reserve(bytes.length)
      length += bytes.copy(buffer, length)
    },
    /** What was written until now, valid until something else is written. */
    view: () => buffer.subarray(0, length),
    clear: () => {
      length = 0
    },
  }
}

type Bytes = ReturnType<typeof newBytes>

/** Field numbers shifted by three, with the wire type below: 1 is eight bytes, 2 has a length. */
const tags = { first: 0x0a, second: 0x12, sampleValue: 0x09, sampleTime: 0x10 }

function nested(into: Bytes, tag: number, message: Bytes) {
  const bytes = message.view()
  into.varint(tag)
  into.varint(bytes.length)
  into.append(bytes)
}

function encodeLabel(into: Bytes, scratch: Bytes, name: string, value: string) {
  scratch.clear()
  scratch.varint(tags.first)
  scratch.text(name)
  scratch.varint(tags.second)
  scratch.text(value)
  nested(into, tags.first, scratch)
}

function encodeSample(into: Bytes, scratch: Bytes, time: number, value: number) {
  scratch.clear()
  scratch.varint(tags.sampleValue)
  scratch.double(value)
  scratch.varint(tags.sampleTime)
  scratch.varint(time)
  nested(into, tags.second, scratch)
}

/**
 * Protocol buffers of plain samples, written by hand: a day of history is millions of them, and an
 * object for each would take longer than all the rest.
 * https://prometheus.io/docs/specs/prw/remote_write_spec/
 */
export function encodeWriteRequest(series: readonly WrittenSeries[]): Buffer {
  const [request, one, scratch] = [newBytes(), newBytes(), newBytes()]
  for (const { labels, times, values } of series) {
    one.clear()
    // The protocol wants labels sorted by name.
    for (const name of Object.keys(labels).sort()) {
      encodeLabel(one, scratch, name, labels[name] ?? '')
    }
    times.forEach((time, index) => {
      encodeSample(one, scratch, time, values[index] ?? Number.NaN)
    })
    nested(request, tags.first, one)
  }
  return request.view()
}

/**
 * The block format of Snappy, which the protocol demands, as one literal: nothing is pressed that
 * only goes from one process of this machine to the next.
 * https://github.com/google/snappy/blob/main/format_description.txt
 */
export function asSnappyLiteral(bytes: Buffer): Buffer {
  const literal = newBytes()
  literal.varint(bytes.length)
  const tag = Buffer.alloc(5, 0xfc)
  tag.writeUInt32LE(bytes.length - 1, 1)
  literal.append(tag)
  literal.append(bytes)
  return literal.view()
}
