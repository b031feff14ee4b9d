import type { CompiledEntity } from '../model/compiled-model.ts'
import type { Catalog, CatalogTable } from './catalog.ts'
import type { RowSource, TablePlace, TableSample } from './ddl.ts'
import { tableHash } from './definition-hash.ts'
import { type FieldCopy, findFieldCopy, findReturnCopy } from './field-copy.ts'
import type { ParkedColumn } from './parked-column.ts'
import { isMarked, markComment } from './planned-statement.ts'
import { resolveColumns } from './resolve-columns.ts'
import type { ResolvedColumn } from './resolved-column.ts'
import { shapeTable } from './shape-table.ts'
import type { Superseded } from './superseded.ts'
import { findFilled, findSuperseded } from './superseded-columns.ts'
import type { ConstraintShape, TableShape } from './table-shape.ts'

/** What the planner knows beside the two models. */
export interface PlanningState {
  readonly schema: string
  readonly catalog: Catalog
  readonly parked: readonly ParkedColumn[]
  /** Tables with so many rows that work over all of them must not hold a lock. */
  readonly largeTables: ReadonlySet<string>
  /** Of tables that are only to be asked for a share of their rows. */
  readonly samples: ReadonlyMap<string, TableSample>
  /** False on the embedded database: it has one connection, and nobody to be kept waiting. */
  readonly concurrently: boolean
  /** The tenant's, by whose clocks periods of rollups begin. */
  readonly timeZone: string
  /** Version that the plan leads to. */
  readonly version: number
}

/** One entity's table on its way from what it is to what the model wants. */
export interface TableTask {
  readonly state: PlanningState
  readonly entity: CompiledEntity
  readonly before: CompiledEntity | null
  readonly shape: TableShape
  readonly beforeShape: TableShape | null
  /** As it is; null for one to be created. */
  readonly table: CatalogTable | null
  readonly parkedTable: ParkedColumn | null
  readonly large: boolean
  /** The table as it is asked about its rows. */
  readonly probed: RowSource
  /** Fields whose values go into new columns. */
  readonly copies: readonly FieldCopy[]
  /** What is to be known from now on of parked columns that stay parked. */
  readonly superseded: readonly Superseded[]
  readonly columns: readonly ResolvedColumn[]
  /** The table until the last transaction, and from then on. */
  readonly working: TablePlace
  readonly final: TablePlace
}

export function rowSource({ schema, samples }: PlanningState, table: string): RowSource {
  const sample = samples.get(table)
  return { schema, table, ...(sample !== undefined && { sample }) }
}

export function tableTask(state: PlanningState, before: CompiledEntity | null, entity: CompiledEntity): TableTask {
  const shape = shapeTable(entity)
  const parkedTable = state.catalog.has(entity.table) ? null : findParkedTable(state, entity)
  const table = usableTable(state.catalog.get(parkedTable?.parkedName ?? entity.table), shape)
  const parked = state.parked.filter((row) => row.entity === entity.name && row.column !== '')
  const large = table !== null && state.largeTables.has(table.name)
  const copies = table === null || before === null ? [] : fieldCopies({ before, after: entity, shape, table, parked })
  const search = { before, after: entity, copies, parked }
  const columns = table === null ? [] : resolveColumns(shape.columns, { ...search, table })
  const superseded =
    table === null || before === null
      ? []
      : supersededFields({ before, after: entity, shape, table, parked }, { copies, columns })
  return {
    state,
    entity,
    before,
    shape,
    beforeShape: before === null ? null : shapeTable(before),
    table,
    parkedTable,
    large,
    copies,
    superseded,
    columns,
    working: { schema: state.schema, table: table?.name ?? entity.table },
    probed: rowSource(state, table?.name ?? entity.table),
    final: { schema: state.schema, table: entity.table },
  }
}

interface CopySource {
  before: CompiledEntity
  after: CompiledEntity
  shape: TableShape
  table: CatalogTable
  parked: readonly ParkedColumn[]
}

function fieldCopies({ before, after, shape, ...on }: CopySource): FieldCopy[] {
  const old = new Map([...before.fields.values()].map((field) => [field.id, field]))
  return [...after.fields.values()].flatMap((field) => {
    const known = old.get(field.id)
    const shapes = shape.columns.filter(({ owner }) => 'field' in owner && owner.field === field.id)
    if (known === undefined) return findReturnCopy({ ...on, after: field, shapes }) ?? []
    if (!known.columns.every(({ name }) => on.table.columns.has(name))) return []
    return findFieldCopy({ ...on, before: known, after: field, shapes }) ?? []
  })
}

function supersededFields(
  { before, after, shape, ...on }: CopySource,
  { copies, columns }: Pick<TableTask, 'copies' | 'columns'>,
): Superseded[] {
  const old = new Set([...before.fields.values()].map(({ id }) => id))
  const copied = new Set(copies.map(({ fieldId }) => fieldId))
  const unparked = new Set(columns.flatMap(({ parkedId }) => parkedId ?? []))
  return [...after.fields.values()].flatMap((field) => {
    if (copied.has(field.id)) return []
    const own = columns.filter(({ shape: { owner } }) => 'field' in owner && owner.field === field.id)
    const shapes = own.map((column) => column.shape)
    const anew = old.has(field.id) ? null : findSuperseded({ ...on, after: field, shapes })
    const becomesRequired = own.some(({ current, shape: { notNull } }) => notNull && current?.notNull === false)
    return anew ?? (becomesRequired ? findFilled({ ...on, after: field, shapes, unparked }) : null) ?? []
  })
}

/** A table that an interrupted publish made for another shape of the entity is as good as none: it will be dropped. */
function usableTable(table: CatalogTable | undefined, shape: TableShape): CatalogTable | null {
  if (table === undefined) return null
  return isMarked(table.comment) && table.comment !== markComment(tableHash(shape)) ? null : table
}

function findParkedTable({ parked, catalog }: PlanningState, entity: CompiledEntity): ParkedColumn | null {
  const found = parked.find(
    (row) =>
      row.entity === entity.name && row.column === '' && row.table === entity.table && catalog.has(row.parkedName),
  )
  return found ?? null
}

export type TableTasks = ReadonlyMap<string, TableTask>

/** Table that a foreign key points at, by its name before or after the last transaction's renames. */
export function targetTable(tasks: TableTasks, { target }: ConstraintShape, when: 'working' | 'final'): string | null {
  if (target === null) return null
  if ('table' in target) return target.table
  return tasks.get(target.entity)?.[when].table ?? null
}
