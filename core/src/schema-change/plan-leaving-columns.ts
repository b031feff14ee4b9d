import { sql } from 'kysely'
import type { ParkedConversion } from '../db/parked-conversion.ts'
import type { CompiledField } from '../model/compiled-model.ts'
import { isCodeColumn } from '../model/sql-names.ts'
import type { CatalogColumn } from './catalog.ts'
import { COMMON_COLUMNS, PIPELINE_COLUMNS } from './common-columns.ts'
import { alterColumn, dropColumn, renameColumn } from './ddl.ts'
import { reservedName } from './object-name.ts'
import { parkStatement } from './park-statement.ts'
import { PARKED_PREFIX } from './parked-column.ts'
import { forOwner, isMarked, type PlannedStatement, partKey, RANKS } from './planned-statement.ts'
import { storedColumns } from './stored-columns.ts'
import type { TableTask } from './table-task.ts'

/** Tenon's own columns stay, so that the stages are there when a pipeline comes back. */
const STAYING = new Set([...COMMON_COLUMNS, ...PIPELINE_COLUMNS].map((column) => column.name))

/** Parks the columns that the model has no field for any more, and drops what an interrupted publish left. */
export function planLeavingColumns(task: TableTask): PlannedStatement[] {
  const claimed = new Set(task.columns.map((column) => column.working))
  const wanted = new Set(task.shape.columns.map((column) => column.name))
  const rest = [...(task.table?.columns.values() ?? [])].filter(({ name }) => !claimed.has(name) && !STAYING.has(name))
  return rest.flatMap((column) => {
    if (isMarked(column.comment)) return [dropLeftover(task, column)]
    const field = fieldOf(task, column.name)
    // Nobody's values: when its field comes back, they are worked out again.
    if (isCodeColumn(column.name)) return [dropCodes(task, column, field)]
    // Columns that somebody else added stay as well, unless a field needs their name.
    const leaves = field !== undefined || task.before === null || wanted.has(column.name)
    return leaves && !column.name.startsWith(PARKED_PREFIX) ? parkColumn(task, column, field) : []
  })
}

function fieldOf({ before }: TableTask, column: string): CompiledField | undefined {
  return [...(before?.fields.values() ?? [])].find((field) => storedColumns(field).some(({ name }) => name === column))
}

function removedFrom(field: CompiledField | undefined): ParkedConversion {
  return { was: field?.type ?? null, became: null, types: [], filled: [], inputs: [], values: null, back: null }
}

function dropLeftover({ entity, working }: TableTask, { name }: CatalogColumn): PlannedStatement {
  const statement = forOwner(partKey(entity.name, { part: 'common' }))
  return statement(dropColumn(working, name), { phase: 'expand', rank: RANKS.cleanColumns, lock: 'ACCESS EXCLUSIVE' })
}

function dropCodes(
  { entity, working }: TableTask,
  { name }: CatalogColumn,
  field: CompiledField | undefined,
): PlannedStatement {
  const statement = forOwner(partKey(entity.name, field === undefined ? { part: 'common' } : { field: field.id }))
  return statement(dropColumn(working, name), { phase: 'final', rank: RANKS.parkColumn, lock: 'ACCESS EXCLUSIVE' })
}

function parkColumn(task: TableTask, column: CatalogColumn, field: CompiledField | undefined): PlannedStatement[] {
  const { entity, state, working } = task
  const statement = forOwner(partKey(entity.name, field === undefined ? { part: 'common' } : { field: field.id }))
  const options = { phase: 'final', rank: RANKS.parkColumn, lock: 'ACCESS EXCLUSIVE' } as const
  const parkedName = reservedName(`${PARKED_PREFIX}${state.version}_`, column.name)
  const row = {
    entity: entity.name,
    table: entity.table,
    column: column.name,
    parkedName,
    type: column.type,
    fieldId: field?.id ?? column.name,
    conversion: task.copies.find(({ sources }) => sources.includes(column.name))?.parkWith ?? removedFrom(field),
  }
  return [
    ...(column.notNull ? [statement(alterColumn(working, column.name, sql`drop not null`), options)] : []),
    statement(renameColumn(working, column.name, parkedName), options),
    statement(parkStatement(state, row), { phase: 'final', rank: RANKS.bookkeeping, lock: 'none' }),
  ]
}
