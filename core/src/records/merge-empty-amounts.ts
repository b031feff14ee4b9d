import type { RecordSummary } from '@tenon/sdk/contract/query'

type Group = RecordSummary['groups'][number]

/** A group as the database gives it; `place` is the rank of its value among all values of the answer, from 1. */
export interface SummaryRow extends Group {
  place: number
}

/**
 * Groups, the largest first. Records without an amount have no currency: they are counted with the first group of their
 * value that has one.
 */
export function mergeEmptyAmounts(rows: readonly SummaryRow[]): Group[] {
  const isEmpty = (row: SummaryRow) => row.currency === null && row.sum === null
  const merged = rows.filter((row) => !isEmpty(row)).map((row) => ({ ...row }))
  const homes = new Map(merged.toReversed().map((row) => [row.place, row]))
  for (const row of rows.filter(isEmpty)) {
    const home = homes.get(row.place)
    if (home === undefined) merged.push(row)
    else home.count += row.count
  }
  return merged.sort(byCount).map(({ place: _place, ...group }) => group)
}

function byCount(a: SummaryRow, b: SummaryRow): number {
  return b.count - a.count || a.place - b.place || (a.currency ?? '').localeCompare(b.currency ?? '', 'en')
}
