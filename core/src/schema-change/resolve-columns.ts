import type { CompiledEntity, CompiledField } from '../model/compiled-model.ts'
import { isCodeColumn } from '../model/sql-names.ts'
import type { CatalogTable } from './catalog.ts'
import { changesValues } from './changes-values.ts'
import { columnHash, copyHash } from './definition-hash.ts'
import type { FieldCopy } from './field-copy.ts'
import { reservedName } from './object-name.ts'
import { PARKED_PREFIX, type ParkedColumn } from './parked-column.ts'
import { parkedGenerations, wasRemoved } from './parked-generations.ts'
import { isMarked, markComment } from './planned-statement.ts'
import type { ResolvedColumn } from './resolved-column.ts'
import { storedColumns } from './stored-columns.ts'
import type { ColumnShape } from './table-shape.ts'

interface ColumnSearch {
  /** The entity before; null where its table is new or comes back. */
  before: CompiledEntity | null
  after: CompiledEntity
  table: CatalogTable
  parked: readonly ParkedColumn[]
  copies: readonly FieldCopy[]
}

/** Finds each wanted column in the table: under its old name, parked, left by an interrupted publish, or nowhere. */
export function resolveColumns(wanted: readonly ColumnShape[], search: ColumnSearch): ResolvedColumn[] {
  const values = wanted.filter(({ name }) => !isCodeColumn(name))
  const found = resolve(values, { ...search, forgotten: NONE })
  const codes = wanted.filter(({ name }) => isCodeColumn(name))
  // Values worked out from others are out of date once those are other ones: their code columns begin anew, empty.
  const forgotten = changesValues(found, search.before, search.after) ? new Set(codes.map(({ name }) => name)) : NONE
  return [...found, ...resolve(codes, { ...search, forgotten })]
}

const NONE: ReadonlySet<string> = new Set()

type Search = ColumnSearch & { /** Columns that are not to be used again. */ forgotten: ReadonlySet<string> }

function resolve(wanted: readonly ColumnShape[], search: Search): ResolvedColumn[] {
  const taken = new Set<string>()
  const claim = (column: ResolvedColumn): ResolvedColumn => {
    taken.add(column.working)
    return column
  }
  const kept = wanted.map((shape) => copiedColumn(shape, search) ?? keptColumn(shape, search))
  for (const column of kept) if (column !== null) claim(column)
  const leaving = leavingColumns(search, taken)
  return wanted.map((shape, at) => kept[at] ?? claim(findColumn(shape, { ...search, taken, leaving })))
}

/** Filled under another name beside the old columns, until the last transaction lets it take their place. */
function copiedColumn(shape: ColumnShape, { table, copies }: Search): ResolvedColumn | null {
  const { owner } = shape
  const copy = 'field' in owner ? copies.find(({ fieldId }) => fieldId === owner.field) : undefined
  if (copy === undefined || isCodeColumn(shape.name)) return null
  const hash = copyHash(shape, copy)
  const working = reservedName('_new_', `${shape.name}_${hash}`)
  const found = table.columns.get(working)
  const current = found?.comment === markComment(hash) ? found : null
  return { shape, working, current, origin: 'copied', parkedId: null }
}

function keptColumn(shape: ColumnShape, { before, table, forgotten }: Search): ResolvedColumn | null {
  const { owner } = shape
  if (before === null || forgotten.has(shape.name)) return null
  const field = 'field' in owner ? [...before.fields.values()].find((known) => known.id === owner.field) : undefined
  const name = 'field' in owner ? columnOf(field, shape) : shape.name
  const current = name === undefined ? undefined : table.columns.get(name)
  return current === undefined || isMarked(current.comment)
    ? null
    : { shape, working: current.name, current, origin: 'kept', parkedId: null }
}

function columnOf(field: CompiledField | undefined, { name, part }: ColumnShape): string | undefined {
  return isCodeColumn(name) ? field?.computed?.column.name : field?.columns[part]?.name
}

type OpenSearch = Search & { taken: ReadonlySet<string>; leaving: ReadonlySet<string> }

function findColumn(shape: ColumnShape, search: OpenSearch): ResolvedColumn {
  return parkedColumn(shape, search) ?? presentColumn(shape, search) ?? newColumn(shape, search)
}

/** Of a field that went and comes back as it was; what became other values is copied back, or stays where it is. */
function parkedColumn(shape: ColumnShape, { table, parked, taken }: OpenSearch): ResolvedColumn | null {
  const { owner } = shape
  // Which code gave a value that was put aside says nothing of the record as it is now.
  if (!('field' in owner) || isCodeColumn(shape.name)) return null
  const [latest] = parkedGenerations(parked, owner.field, table)
  if (latest === undefined || !wasRemoved(latest)) return null
  const found = latest.columns.find(({ parkedName, type }) => type === shape.type && !taken.has(parkedName))
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
function leavingColumns({ before, table, forgotten }: Search, kept: ReadonlySet<string>): Set<string> {
  const old = [...(before?.fields.values() ?? [])].flatMap((field) => storedColumns(field).map(({ name }) => name))
  const parked = [...table.columns.keys()].filter((name) => name.startsWith(PARKED_PREFIX))
  return new Set([...old.filter((name) => !kept.has(name)), ...parked, ...forgotten])
}

function newName(shape: ColumnShape): string {
  return reservedName('_new_', shape.name)
}
