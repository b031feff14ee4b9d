/** Bytes below it are control characters, which JSON escapes. */
const SPACE = 0x20
const QUOTE = 0x22
const BACKSLASH = 0x5c
const [ZERO, POINT, DASH, COLON] = [0x30, 0x2e, 0x2d, 0x3a]
const [T, Z] = [0x54, 0x5a]
const [DAY_LENGTH, INSTANT_LENGTH] = [12, 26]
/** The years that a date and a point in time may have. */
const [FIRST, BEYOND] = [Date.parse('0001-01-01T00:00:00Z'), Date.UTC(10_000, 0, 1)]
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

  /** A decimal without the zeros at its end, but with so many digits after the point at least. */
  decimal(source: Buffer, { from, to, least }: { from: number; to: number; least: number }): void {
    let point = from
    while (point < to && source[point] !== POINT) point++
    let end = to
    while (end > point + 1 + least && source[end - 1] === ZERO) end--
    const has = Math.max(end - point - 1, 0)
    this.raw(source, from, has === 0 && least === 0 ? point : end)
    if (has >= least) return
    const out = this.#room(least + 1)
    if (point === to) out[this.#length++] = POINT
    for (let digits = has; digits < least; digits++) out[this.#length++] = ZERO
  }

  /** The day of a point in time, of so many milliseconds since 1970, as `"2026-03-31"`. */
  day(milliseconds: number): void {
    if (!isInCalendar(milliseconds)) {
      this.#beyond(milliseconds)
      return
    }
    const out = this.#room(DAY_LENGTH)
    out[this.#length++] = QUOTE
    this.#date(out, milliseconds)
    out[this.#length++] = QUOTE
  }

  /** As `"2026-03-31T08:00:00.000Z"`. */
  instant(milliseconds: number): void {
    if (!isInCalendar(milliseconds)) {
      this.#beyond(milliseconds)
      return
    }
    const out = this.#room(INSTANT_LENGTH)
    out[this.#length++] = QUOTE
    this.#date(out, milliseconds)
    const day = milliseconds - Math.floor(milliseconds / 86_400_000) * 86_400_000
    const seconds = Math.floor(day / 1_000)
    out[this.#length++] = T
    this.#digits(out, Math.floor(seconds / 3_600), 2)
    out[this.#length++] = COLON
    this.#digits(out, Math.floor(seconds / 60) % 60, 2)
    out[this.#length++] = COLON
    this.#digits(out, seconds % 60, 2)
    out[this.#length++] = POINT
    this.#digits(out, day % 1_000, 3)
    out[this.#length++] = Z
    out[this.#length++] = QUOTE
  }

  #date(out: Buffer, milliseconds: number): void {
    date.setTime(milliseconds)
    this.#digits(out, date.getUTCFullYear(), 4)
    out[this.#length++] = DASH
    this.#digits(out, date.getUTCMonth() + 1, 2)
    out[this.#length++] = DASH
    this.#digits(out, date.getUTCDate(), 2)
  }

  #digits(out: Buffer, value: number, count: number): void {
    let left = value
    for (let at = this.#length + count - 1; at >= this.#length; at--) {
      out[at] = ZERO + (left % 10)
      left = Math.floor(left / 10)
    }
    this.#length += count
  }

  /** PostgreSQL has values before and after all others, which nothing here stores. */
  #beyond(milliseconds: number): void {
    this.text(milliseconds < 0 ? '"-infinity"' : '"infinity"')
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

const date = new Date(0)

function isInCalendar(milliseconds: number): boolean {
  return milliseconds >= FIRST && milliseconds < BEYOND
}
