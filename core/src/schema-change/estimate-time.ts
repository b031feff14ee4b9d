import { type PlannedStatement, RANKS } from './planned-statement.ts'

/** Milliseconds for 1,000,000 rows, as measured on two cores; what only changes the catalog takes about one. */
const PER_MILLION: Partial<Record<number, number>> = {
  [RANKS.fillRows]: 30_000,
  [RANKS.fillRowsAgain]: 200,
  [RANKS.copyRows]: 60_000,
  [RANKS.copyInPlace]: 8_000,
  [RANKS.buildIndex]: 1_500,
  [RANKS.addIndex]: 1_000,
  [RANKS.validate]: 150,
  [RANKS.validateInPlace]: 150,
  [RANKS.addConstraint]: 150,
  [RANKS.fillInPlace]: 8_000,
  [RANKS.clearDangling]: 1_000,
}
const CATALOG_MILLISECONDS = 1

/** Locks that hold up nobody who reads or writes rows. */
const HARMLESS = new Set(['none', 'ROW EXCLUSIVE', 'SHARE UPDATE EXCLUSIVE'])

export interface EstimatedTime {
  /** From begin to end. */
  milliseconds: number
  /** Of these, how long others who want to write have to wait at most. */
  waiting: number
}

/**
 * How long statements take on a table of so many rows. Short locks of one transaction add up; those of statements that
 * run on their own hold up nobody else's.
 */
export function estimateTime(statements: readonly PlannedStatement[], rows: number): EstimatedTime {
  const times = statements.map((statement) => ({ statement, milliseconds: timeOf(statement, rows) }))
  const held = { expand: 0, online: 0, final: 0 }
  for (const { statement, milliseconds } of times) {
    const { phase, lock } = statement
    const inLock = held[phase] > 0 && phase !== 'online'
    if (HARMLESS.has(lock) && !inLock) continue
    held[phase] = phase === 'online' ? Math.max(held.online, milliseconds) : held[phase] + milliseconds
  }
  const total = times.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
  return { milliseconds: Math.ceil(total), waiting: Math.ceil(Math.max(held.expand, held.online, held.final)) }
}

function timeOf({ rank }: PlannedStatement, rows: number): number {
  return CATALOG_MILLISECONDS + ((PER_MILLION[rank] ?? 0) * rows) / 1_000_000
}
