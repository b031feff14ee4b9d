/** Bytes below it are control characters, which JSON escapes. */
const SPACE = 0x20
const QUOTE = 0x22
const BACKSLASH = 0x5c
/** A character of a JavaScript text has three bytes at most. */
const MOST_PER_CHARACTER = 3

/** JSON that is put together from bytes of UTF-8, without making texts of them. */
export class JsonBytes {
  #bytes: Buffer
  #length = 0

  /** `expected`: so many bytes are set aside for it. */
  constructor(expected: number) {
    this.#bytes = Buffer.allocUnsafe(expected)
  }

  get length(): number {
    return this.#length
  }

  clear(): void {
    this.#length = 0
  }

  /** What has been written; it changes when more is. */
  written(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  /** All of some bytes that are JSON, or part of it, as they are. */
  all(source: Uint8Array): void {
    this.#room(source.length).set(source, this.#length)
    this.#length += source.length
  }

  /** Some of the bytes. */
  raw(source: Uint8Array, from: number, to: number): void {
    const out = this.#room(to - from)
    let at = this.#length
    // Of a few bytes each: a loop is faster than a call of the runtime.
    for (let index = from; index < to; index++) out[at++] = source[index] as number
    this.#length = at
  }

  /** Bytes of a text, as JSON's string of it. */
  quoted(source: Buffer, from: number, to: number): void {
    const out = this.#room(to - from + 2)
    let at = this.#length
    out[at++] = QUOTE
    for (let index = from; index < to; index++) {
      const byte = source[index] as number
      if (byte < SPACE || byte === QUOTE || byte === BACKSLASH) {
        this.text(JSON.stringify(source.toString('utf8', from, to)))
        return
      }
      out[at++] = byte
    }
    out[at++] = QUOTE
    this.#length = at
  }

  /** A text that is JSON, or part of it. */
  text(json: string): void {
    const out = this.#room(json.length * MOST_PER_CHARACTER)
    this.#length += out.write(json, this.#length)
  }

  #room(more: number): Buffer {
    const needed = this.#length + more
    if (needed <= this.#bytes.length) return this.#bytes
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#bytes.length))
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
    return larger
  }
}
