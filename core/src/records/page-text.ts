import { JsonBytes } from '../db/json-bytes.ts'
import { type Columns, RowSink } from '../db/kept-query.ts'
import type { RawRow } from '../db/raw-row.ts'
import type { Edge } from './page-cursor.ts'
import { pageEnds } from './page-ends.ts'
import type { PageTextPlan } from './plan-page.ts'

/** What most pages need less than. */
const FIRST_SIZE = 16_384
const [BEGIN, COMMA] = [Buffer.from('{"records":['), Buffer.from(',')]

/** How long the last page of a plan was: the next one is about as long. */
const sizes = new WeakMap<PageTextPlan, number>()

/** Makes a page's JSON of its rows as they come. */
export class PageText extends RowSink {
  /** Whether its rows were left with the database. */
  isTooLong = false
  readonly #plan: PageTextPlan
  #out: JsonBytes
  #rows = 0
  #behind = false
  #count = 0
  /** Where each record stands. */
  readonly #starts: number[] = []
  /** As they were read. */
  #first: Edge['at'] | undefined = undefined
  #last: Edge['at'] | undefined = undefined

  constructor(plan: PageTextPlan) {
    super(plan.formats)
    this.#plan = plan
    this.#out = new JsonBytes(sizes.get(plan) ?? FIRST_SIZE)
  }

  begin(): void {
    this.#rows = 0
    this.#starts.length = 0
    this.isTooLong = false
    this.#out.clear()
    this.#out.all(BEGIN)
  }

  take(row: RawRow, columns: Columns): void {
    if (this.#rows === 0) this.#readAbout(row)
    // The one row of a page without records tells about the page alone.
    if (this.isTooLong || row.isNullAt(row.start)) return
    this.#rows += 1
    const { limit, write, readEdge, from } = this.#plan
    if (this.#rows > limit) return
    if (this.#rows > 1) this.#out.all(COMMA)
    this.#starts.push(this.#out.length)
    const end = write(row, columns, this.#out)
    if (this.#rows === 1 && from !== null) this.#first = readEdge(row, end)
    if (this.#rows === limit) this.#last = readEdge(row, end)
  }

  end(): { text: Buffer; records: number } {
    const { keys, limit, from, counts } = this.#plan
    const backwards = from?.backwards ?? false
    const [first, last] = backwards ? [this.#last, this.#first] : [this.#first, this.#last]
    const more = this.#rows > limit
    const { nextCursor, prevCursor } = pageEnds({
      ...{ keys, behind: this.#behind, backwards, from: from?.edge ?? null, more, first, last },
    })
    if (backwards) this.#turn()
    const ends = JSON.stringify({ nextCursor, prevCursor, ...(counts && { count: this.#count }) })
    this.#out.text(`],${ends.slice(1)}`)
    sizes.set(this.#plan, Math.ceil(this.#out.length * 1.1))
    return { text: this.#out.written(), records: Math.min(this.#rows, limit) }
  }

  #readAbout(row: RawRow): void {
    const { columns, mostLength } = this.#plan
    if (columns.length !== null) {
      const length = Number(row.columnAt(columns.length))
      this.isTooLong = length > mostLength
      if (!this.isTooLong) this.#expect(length)
    }
    if (columns.count === null) return
    this.#count = Number(row.columnAt(columns.count))
    this.#behind = row.columnAt(columns.count + 1) === 't'
  }

  /** A long page in one piece: to let it grow would take several times as much. */
  #expect(length: number): void {
    if (sizes.has(this.#plan) || length <= FIRST_SIZE) return
    this.#out = new JsonBytes(length)
    this.#out.all(BEGIN)
  }

  /** What was read from its end on, from its beginning. */
  #turn(): void {
    const [written, ends] = [
      this.#out.written(),
      [...this.#starts.slice(1).map((start) => start - 1), this.#out.length],
    ]
    this.#out = new JsonBytes(written.length + FIRST_SIZE)
    this.#out.all(BEGIN)
    for (let index = this.#starts.length - 1; index >= 0; index--) {
      this.#out.all(written.subarray(this.#starts[index], ends[index]))
      if (index > 0) this.#out.all(COMMA)
    }
  }
}
