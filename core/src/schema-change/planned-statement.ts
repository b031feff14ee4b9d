import type { RawBuilder } from 'kysely'
import type { TablePlace } from './ddl.ts'
import type { RowCopy } from './row-copy.ts'
import type { ShapeOwner } from './table-shape.ts'

/** PostgreSQL's table locks that our statements take, weakest first. */
const TABLE_LOCKS = [
  'none',
  'ROW EXCLUSIVE',
  'SHARE UPDATE EXCLUSIVE',
  'SHARE',
  'SHARE ROW EXCLUSIVE',
  'ACCESS EXCLUSIVE',
] as const
export type TableLock = (typeof TABLE_LOCKS)[number]

/**
 * Where in a publish a statement runs. Work that must look at every row of a large table runs between two
 * transactions; without any such work `expand` and `final` are one transaction.
 */
export type PlanPhase = 'expand' | 'online' | 'final'

/** Order of statements inside a phase, whatever change they belong to. */
export const RANKS = {
  cleanObjects: 0,
  cleanColumns: 1,
  cleanTables: 2,
  createTable: 10,
  addColumn: 20,
  markUnpublished: 25,
  keepInStep: 28,
  addUnvalidated: 30,
  copyRows: 35,
  fillRows: 40,
  refuseNulls: 41,
  fillRowsAgain: 42,
  buildIndex: 50,
  analyse: 55,
  validate: 60,
  stopCounting: 85,
  copyInPlace: 90,
  stopCopying: 95,
  dropObjects: 100,
  parkColumn: 110,
  parkTable: 120,
  stepAside: 130,
  renameColumn: 140,
  renameTable: 150,
  changeType: 160,
  clearDangling: 170,
  fillInPlace: 180,
  nullability: 190,
  dropNullCheck: 191,
  addConstraint: 200,
  renameObject: 205,
  addIndex: 210,
  dropFormerIndex: 215,
  validateInPlace: 220,
  fenceStages: 225,
  keepCounting: 227,
  bookkeeping: 230,
} as const

export interface PlannedStatement {
  readonly phase: PlanPhase
  readonly rank: number
  readonly query: RawBuilder<unknown>
  readonly lock: TableLock
  /**
   * Of `online` statements: `bare` cannot run in a transaction; `batches` is repeated until it changes no row; `copy`
   * goes through the table page by page, of which `query` shows one.
   */
  readonly mode: 'transaction' | 'bare' | 'batches' | 'copy'
  /** Of a statement of mode `copy`. */
  readonly copy?: RowCopy
  /** Which change the statement belongs to, from `changeKey` or `partKey`. */
  readonly owner: string
  /** Of an index that takes the place of one which an older server has made. */
  readonly replaces?: true
  /** The new table or column, to be marked until the model version that wants it is in force. */
  readonly mark?: UnpublishedMark
}

interface UnpublishedMark {
  readonly place: TablePlace
  readonly column: string | null
  /** The same once the model version is in force. */
  readonly finalPlace: TablePlace
  readonly finalColumn: string | null
  /** Hash of the definition: a leftover of another definition is not used again. */
  readonly hash: string
}

const MARK_PREFIX = 'tenon:unpublished:'

/** The comment that tells an object that a publish made and did not finish from one in use. */
export function markComment(hash: string): string {
  return `${MARK_PREFIX}${hash}`
}

export function isMarked(comment: string | null): boolean {
  return comment?.startsWith(MARK_PREFIX) ?? false
}

type StatementOptions = Pick<PlannedStatement, 'phase' | 'rank' | 'owner' | 'lock'> &
  Partial<Pick<PlannedStatement, 'mode' | 'mark' | 'copy' | 'replaces'>>

export function planned(query: RawBuilder<unknown>, options: StatementOptions): PlannedStatement {
  return Object.freeze({ mode: 'transaction', ...options, query })
}

/** Key of the statements of one field or one of Tenon's own parts of an entity. */
export function partKey(entity: string, owner: ShapeOwner): string {
  return 'field' in owner ? `${entity}/${owner.field}` : `${entity}/$${owner.part}`
}

/** Of an index that tables of older servers get while they are in use. */
export function isOfLateIndex({ owner, replaces }: PlannedStatement): boolean {
  return replaces === true || ['/$search', '/$tags', '/$owner'].some((part) => owner.endsWith(part))
}

type ActionOptions = Pick<PlannedStatement, 'phase' | 'rank' | 'lock'> &
  Partial<Pick<PlannedStatement, 'mode' | 'copy' | 'replaces'>>

/** What a statement is, without whom it belongs to. */
export function forOwner(owner: string) {
  return (query: RawBuilder<unknown>, options: ActionOptions): PlannedStatement => planned(query, { ...options, owner })
}

/** Renaming and changing one field are two changes with statements of their own. */
export function renameKey(entity: string, fieldId: string): string {
  return `${entity}/${fieldId}#rename`
}

export function strongestLock(statements: readonly PlannedStatement[]): TableLock {
  const strongest = Math.max(0, ...statements.map((statement) => TABLE_LOCKS.indexOf(statement.lock)))
  return TABLE_LOCKS[strongest] ?? 'none'
}
