import { type Edge, writeCursor } from './page-cursor.ts'
import type { OrderKey } from './page-order.ts'

/** Sort values of a record, as PostgreSQL writes them. */
type Values = Edge['at']

interface Ends {
  keys: readonly OrderKey[]
  /** Which way the page was read from its cursor. */
  backwards: boolean
  /** Where the page was read from; null for the first one. */
  from: Edge | null
  /** Whether there are records on the other side of that. */
  behind: boolean
  /** Whether there are more in the direction in which it was read. */
  more: boolean
  first: Values | undefined
  last: Values | undefined
}

/** Cursors of the pages on either side; null where there is none. They hold also when the records at the ends go. */
export function pageEnds(ends: Ends): { nextCursor: string | null; prevCursor: string | null } {
  const { keys, backwards, from, behind, more, first, last } = ends
  const cursor = (at: Values | undefined) => (at === undefined ? null : writeCursor(keys, { at, inclusive: false }))
  const onward = more ? cursor(backwards ? first : last) : null
  // Of a page that has lost all its records, the way back begins with the edge itself.
  const edge = from === null ? null : writeCursor(keys, { at: from.at, inclusive: !from.inclusive })
  const back = behind ? (cursor(backwards ? last : first) ?? edge) : null
  return backwards ? { nextCursor: back, prevCursor: onward } : { nextCursor: onward, prevCursor: back }
}
