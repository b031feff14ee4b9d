import type { CompiledEntity } from '../model/compiled-model.ts'
import type { CatalogColumn, CatalogTable } from './catalog.ts'
import { columnHash } from './definition-hash.ts'
import { reservedName } from './object-name.ts'
import { PARKED_PREFIX, type ParkedColumn } from './parked-column.ts'
import { isMarked, markComment } from './planned-statement.ts'
import type { ColumnShape } from './table-shape.ts'

/** Where a wanted column is now. */
export interface ResolvedColumn {
  readonly shape: ColumnShape
  /** Its name until the last transaction, which gives it the wanted one. */
  readonly working: string
  /** As it is in the catalog; null for one to be added. */
  readonly current: CatalogColumn | null
  readonly origin: 'kept' | 'parked' | 'leftover' | 'adopted' | 'new'
  readonly parkedId: string | null
}

interface ColumnSearch {
  /** The entity before; null where its table is new or comes back. */
  before: CompiledEntity | null
  table: CatalogTable
  parked: readonly ParkedColumn[]
}

/** Finds each wanted column in the table: under its old name, parked, left by an interrupted publish, or nowhere. */
export function resolveColumns(wanted: readonly ColumnShape[], search: ColumnSearch): ResolvedColumn[] {
  const taken = new Set<string>()
  const claim = (column: ResolvedColumn): ResolvedColumn => {
    taken.add(column.working)
    return column
  }
  const kept = wanted.map((shape) => keptColumn(shape, search))
  for (const column of kept) if (column !== null) claim(column)
  const leaving = leavingColumns(search, taken)
  return wanted.map((shape, at) => kept[at] ?? claim(findColumn(shape, { ...search, taken, leaving })))
}

function keptColumn(shape: ColumnShape, { before, table }: ColumnSearch): ResolvedColumn | null {
  const { owner } = shape
  if (before === null) return null
  const field = 'field' in owner ? [...before.fields.values()].find((known) => known.id === owner.field) : undefined
  const name = 'field' in owner ? field?.columns[shape.part]?.name : shape.name
  const current = name === undefined ? undefined : table.columns.get(name)
  return current === undefined || isMarked(current.comment)
    ? null
    : { shape, working: current.name, current, origin: 'kept', parkedId: null }
}

type OpenSearch = ColumnSearch & { taken: ReadonlySet<string>; leaving: ReadonlySet<string> }

function findColumn(shape: ColumnShape, search: OpenSearch): ResolvedColumn {
  return parkedColumn(shape, search) ?? presentColumn(shape, search) ?? newColumn(shape, search)
}

function parkedColumn(shape: ColumnShape, { table, parked, taken }: OpenSearch): ResolvedColumn | null {
  const { owner } = shape
  if (!('field' in owner)) return null
  const found = parked.find(
    ({ fieldId, parkedName, type }) =>
      fieldId === owner.field && type === shape.type && table.columns.has(parkedName) && !taken.has(parkedName),
  )
  const current = found === undefined ? undefined : table.columns.get(found.parkedName)
  if (found === undefined || current === undefined) return null
  return { shape, working: current.name, current, origin: 'parked', parkedId: found.id }
}

function presentColumn(shape: ColumnShape, { table, taken, leaving }: OpenSearch): ResolvedColumn | null {
  for (const name of [shape.name, newName(shape)]) {
    const current = table.columns.get(name)
    if (current === undefined || taken.has(name) || leaving.has(name) || current.type !== shape.type) continue
    if (current.comment === markComment(columnHash(shape))) {
      return { shape, working: name, current, origin: 'leftover', parkedId: null }
    }
    if (!isMarked(current.comment)) return { shape, working: name, current, origin: 'adopted', parkedId: null }
  }
  return null
}

function newColumn(shape: ColumnShape, { table }: OpenSearch): ResolvedColumn {
  const working = table.columns.has(shape.name) ? newName(shape) : shape.name
  return { shape, working, current: null, origin: 'new', parkedId: null }
}

/** Columns of fields that are not wanted any more: another field that takes the name must not get their values. */
function leavingColumns({ before, table }: ColumnSearch, kept: ReadonlySet<string>): Set<string> {
  const old = [...(before?.fields.values() ?? [])].flatMap((field) => field.columns.map((column) => column.name))
  const parked = [...table.columns.keys()].filter((name) => name.startsWith(PARKED_PREFIX))
  return new Set([...old.filter((name) => !kept.has(name)), ...parked])
}

function newName(shape: ColumnShape): string {
  return reservedName('_new_', shape.name)
}
