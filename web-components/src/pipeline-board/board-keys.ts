import type { BoardColumn } from './board-data.ts'

/** Where a card stands. */
export interface CardPlace {
  column: number
  row: number
}

export function placeOf(columns: readonly BoardColumn[], recordId: string | null): CardPlace | null {
  for (const [column, { records }] of columns.entries()) {
    const row = records.findIndex(({ id }) => id === recordId)
    if (row >= 0) return { column, row }
  }
  return null
}

function cardAt(columns: readonly BoardColumn[], { column, row }: CardPlace): string | null {
  return columns[column]?.records[row]?.id ?? null
}

/** The card that an arrow key leads to; empty columns are stepped over, and at an edge the card stays. */
export function neighbour(columns: readonly BoardColumn[], from: CardPlace, key: string): string | null {
  const own = columns[from.column]?.records ?? []
  if (key === 'ArrowUp') return cardAt(columns, { ...from, row: Math.max(0, from.row - 1) })
  if (key === 'ArrowDown') return cardAt(columns, { ...from, row: Math.min(own.length - 1, from.row + 1) })
  if (key === 'Home') return cardAt(columns, { ...from, row: 0 })
  if (key === 'End') return cardAt(columns, { ...from, row: own.length - 1 })
  const step = key === 'ArrowLeft' ? -1 : key === 'ArrowRight' ? 1 : 0
  for (let column = from.column + step; step !== 0 && column in columns; column += step) {
    const length = columns[column]?.records.length ?? 0
    if (length > 0) return cardAt(columns, { column, row: Math.min(from.row, length - 1) })
  }
  return null
}
