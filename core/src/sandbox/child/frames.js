import { DefaultSerializer, deserialize } from 'node:v8'

/*
 * Messages over a stream of bytes, used at both of its ends: four bytes of length, then a value as V8 writes it.
 * Texts cross without being quoted, and bytes may be part of a message.
 */

const HEADER = 4
/** No message of ours comes near; who announces more is not one of us. */
const MAX_LENGTH = 80 * 1024 * 1024

/** @param {unknown} message */
export function frameOf(message) {
  const serializer = new DefaultSerializer()
  serializer.writeRawBytes(Buffer.alloc(HEADER))
  serializer.writeHeader()
  serializer.writeValue(message)
  const frame = serializer.releaseBuffer()
  frame.writeUInt32BE(frame.length - HEADER, 0)
  return frame
}

/**
 * Takes pieces as they come. `onBroken`: what came is no message, and nothing that follows is read. A piece must not
 * be written to afterwards: bytes in a message are part of it.
 * @param {{ onMessage: (message: unknown) => void, onBroken: () => void }} listeners
 * @returns {(chunk: Buffer) => void}
 */
export function frameReader({ onMessage, onBroken }) {
  /** @type {Buffer[]} */
  let chunks = []
  let held = 0
  let needed = HEADER

  /** The next whole message; null while it has not come altogether. Throws for what is none. */
  function nextMessage() {
    if (held < needed) return null
    // Joined at most twice per message, however many pieces it comes in.
    const bytes = chunks.length === 1 ? /** @type {Buffer} */ (chunks[0]) : Buffer.concat(chunks)
    const end = HEADER + bytes.readUInt32BE(0)
    if (end > MAX_LENGTH) throw new RangeError('no message of ours')
    needed = held < end ? end : HEADER
    chunks = held < end ? [bytes] : [bytes.subarray(end)]
    if (held < end) return null
    held -= end
    return { value: deserialize(bytes.subarray(HEADER, end)) }
  }

  function nextOrBroken() {
    try {
      return nextMessage()
    } catch {
      needed = Number.POSITIVE_INFINITY
      onBroken()
      return null
    }
  }

  return (chunk) => {
    if (needed === Number.POSITIVE_INFINITY) return
    chunks.push(chunk)
    held += chunk.length
    for (let message = nextOrBroken(); message !== null; message = nextOrBroken()) onMessage(message.value)
  }
}
