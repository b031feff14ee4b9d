import fc from 'fast-check'
import { expect, test } from 'vitest'
import { frameOf, frameReader } from '../../../core/src/sandbox/child/frames.js'

function read(pieces: Buffer[]): { messages: unknown[]; broken: number } {
  const messages: unknown[] = []
  let broken = 0
  const reader = frameReader({
    onMessage: (message: unknown) => messages.push(message),
    onBroken: () => {
      broken += 1
    },
  })
  for (const piece of pieces) reader(piece)
  return { messages, broken }
}

test('messages come out as they went in, however the bytes between are cut', () => {
  const message = fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: 'binary' }).map((text) => ({ text })),
    fc.uint8Array().map((code) => ({ code })),
  )
  fc.assert(
    fc.property(fc.array(message, { maxLength: 4 }), fc.array(fc.nat(200), { minLength: 1 }), (messages, cuts) => {
      const bytes = Buffer.concat(messages.map(frameOf))
      const pieces: Buffer[] = []
      for (let from = 0, cut = 0; from < bytes.length; cut++) {
        const length = (cuts[cut % cuts.length] ?? 0) + 1
        pieces.push(Buffer.from(bytes.subarray(from, from + length)))
        from += length
      }
      expect(read(pieces)).toEqual({ messages, broken: 0 })
    }),
  )
})

test('what is no message is told once, and nothing after it is read', () => {
  const good = frameOf({ a: 1 })
  const garbage = Buffer.concat([Buffer.from([0, 0, 0, 9]), Buffer.alloc(9, 7)])
  expect(read([good, garbage, good, good])).toEqual({ messages: [{ a: 1 }], broken: 1 })
})

test('who announces more than any message of ours is not waited for', () => {
  expect(read([Buffer.from([255, 255, 255, 255]), frameOf(1)])).toEqual({ messages: [], broken: 1 })
})

test('a message of several megabytes in small pieces is read in one go', () => {
  const frame = frameOf({ text: 'x'.repeat(8_000_000) })
  const pieces = Array.from({ length: Math.ceil(frame.length / 8_192) }, (_, i) =>
    frame.subarray(i * 8_192, (i + 1) * 8_192),
  )
  const started = performance.now()
  expect(read(pieces).messages).toHaveLength(1)
  expect(performance.now() - started).toBeLessThan(2_000)
})
