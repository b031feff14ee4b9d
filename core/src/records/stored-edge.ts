import { type RawBuilder, sql } from 'kysely'
import { BINARY, type ResultFormat, TEXT } from '../db/kept-query.ts'
import type { RawRow } from '../db/raw-row.ts'
import type { Edge } from './page-cursor.ts'
import { edgeColumn } from './page-cursor.ts'
import type { OrderKey } from './page-order.ts'
import { readInstant } from './row-reader.ts'

const LENGTH = 4
const MICROSECONDS = 1_000_000n
/** Up to the seconds. */
const WHOLE = '2026-03-31T08:00:00'.length
const UUID = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/

/** The values of a page's keys in columns that cost PostgreSQL nothing to write: of all its rows, only the last one's are read. */
interface StoredEdge {
  columns: RawBuilder<unknown>[]
  formats: ResultFormat[]
  /** What `readEdge` gives, of columns that begin at `at`. */
  read(row: RawRow, at: number): Edge['at']
}

export function storedEdge(keys: readonly OrderKey[], alias: string): StoredEdge {
  const readers = keys.map(({ field }) => READERS.get(field.sortType) ?? null)
  return {
    columns: keys.map(({ field }, index) => {
      const value = field.comparable(alias)
      return readers[index] === null ? edgeColumn(field, { alias, index }) : sql`${value} as ${sql.id(`$at${index}`)}`
    }),
    formats: readers.map((reader) => (reader === null ? TEXT : BINARY)),
    read(row, at) {
      let next = at
      return readers.map((reader) => {
        const begin = next
        const length = row.bytes.readInt32BE(begin)
        next += LENGTH + Math.max(length, 0)
        if (reader === null || length < 0) return row.textAt(begin)
        return reader(row.bytes, begin + LENGTH)
      })
    },
  }
}

/** By the type of the key, where it is sent as PostgreSQL keeps it. */
const READERS: ReadonlyMap<string, (bytes: Buffer, from: number) => string> = new Map([
  ['timestamp with time zone', instantText],
  ['uuid', uuidText],
])

/** As PostgreSQL writes it in UTC, to the microsecond. */
function instantText(bytes: Buffer, from: number): string {
  const microseconds = bytes.readBigInt64BE(from) % MICROSECONDS
  const fraction = String((microseconds + MICROSECONDS) % MICROSECONDS)
    .padStart(6, '0')
    .replace(/0+$/, '')
  const [day, time] = new Date(readInstant(bytes, from)).toISOString().slice(0, WHOLE).split('T')
  return `${day} ${time}${fraction === '' ? '' : `.${fraction}`}+00`
}

function uuidText(bytes: Buffer, from: number): string {
  return bytes.toString('hex', from, from + 16).replace(UUID, '$1-$2-$3-$4-$5')
}
