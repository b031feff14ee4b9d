import { type RawBuilder, sql } from 'kysely'
import type { ParkedConversion } from '../db/parked-conversion.ts'
import type { CompiledField } from '../model/compiled-model.ts'
import { isCodeColumn } from '../model/sql-names.ts'
import type { CatalogTable } from './catalog.ts'
import { convertField, type FieldConversion } from './field-conversion.ts'
import { shortHash } from './object-name.ts'
import type { ParkedColumn } from './parked-column.ts'
import { type FieldForm, type ParkedGeneration, parkedGenerations, wayBack } from './parked-generations.ts'
import { sqlText } from './sql-text.ts'
import type { ColumnShape } from './table-shape.ts'
import { conversion, overflow, typeChange } from './type-change.ts'

type Sql = RawBuilder<unknown>

/** Names a column of the row: bare, or as a trigger knows it. */
export type ColumnAt = (name: string) => Sql

/** A field whose values go into new columns, because its type is another one or its values of before come back. */
export interface FieldCopy {
  readonly fieldId: string
  /** Columns that the values are in now. */
  readonly sources: readonly string[]
  /** Value of each new column. */
  readonly values: (at: ColumnAt) => Sql[]
  /** Rows whose value has no counterpart; null where none can be lost. */
  readonly lost: ((at: ColumnAt) => RawBuilder<boolean>) | null
  /** With which the old columns are parked; null: nothing is lost, so they are dropped. */
  readonly parkWith: ParkedConversion | null
  /** Parked columns whose values come back with it. */
  readonly returning: readonly ParkedColumn[]
  /** Of all of the above: another copy has another one. */
  readonly hash: string
}

interface CopySearch {
  before: CompiledField
  after: CompiledField
  shapes: readonly ColumnShape[]
  table: CatalogTable
  parked: readonly ParkedColumn[]
  /** Too many rows to be written again under a lock. */
  large: boolean
}

/** Null where the field's columns stay as they are, are changed in place, or must not be changed at all. */
export function findFieldCopy(search: CopySearch): FieldCopy | null {
  const { before, after, table, parked, large } = search
  const [from, to] = [formOf(before), formOf(after)]
  const differs = from.columns.join() !== to.columns.join()
  if (before.type === after.type && !differs) return null
  const generations = parkedGenerations(parked, before.id, table)
  // What was parked finds its way back only through all that came after it.
  const chained = (generations[0]?.conversion ?? null) !== null
  const way = wayBack(generations, { from, to })
  const change = typeChange(before, after)
  const inPlace = change !== 'refused' && !(change === 'rewrite' && (large || mayOverflow(before, after)))
  if (inPlace && !chained) return null
  const forth = convertField(before, after) ?? (change === 'refused' ? null : plainConversion(before, after))
  return forth === null && way === null ? null : makeCopy(search, { forth, way: way ?? [], chained })
}

/** Types of which every value fits into the other, as it is. */
function plainConversion(before: CompiledField, after: CompiledField): FieldConversion {
  const values = after.columns.map(({ type }, part) => conversion(`c${part}`, before.columns[part]?.type ?? type, type))
  return { values, lost: null }
}

function mayOverflow(before: CompiledField, after: CompiledField): boolean {
  const types = after.columns.map(({ type }, part) => [before.columns[part]?.type ?? type, type] as const)
  return types.some(([from, to]) => overflow(sql.ref('c0'), from, to) !== null)
}

interface Found {
  forth: FieldConversion | null
  way: readonly ParkedGeneration[]
  chained: boolean
}

function makeCopy({ before, after, shapes }: CopySearch, { forth, way, chained }: Found): FieldCopy {
  const sources = before.columns.map(({ name }) => name)
  const converted = (at: ColumnAt) =>
    way.length > 0
      ? goBack(sources.map(at), way, at)
      : (forth?.values ?? []).map((value) => sql`(select ${value} from (${namedColumns(sources.map(at))}) v)`)
  const values = (at: ColumnAt) =>
    converted(at).map((value, part) => {
      const { notNull, fill } = own(shapes)[part] ?? { notNull: false, fill: null }
      return notNull && fill !== null ? sql`coalesce(${value}, ${fill})` : value
    })
  const lost = lostCondition(sources, { forth, way }, converted)
  const isKept = lost !== null || chained
  const copy = {
    fieldId: after.id,
    sources,
    values,
    lost,
    parkWith: isKept ? conversionOf(before, after, forth) : null,
    returning: way.flatMap(({ columns }) => columns),
  }
  const bare: ColumnAt = (name) => sql.id(name)
  return { ...copy, hash: shortHash([...values(bare).map(sqlText), copy.parkWith !== null].join('\n')) }
}

function lostCondition(
  sources: readonly string[],
  { forth, way }: Omit<Found, 'chained'>,
  converted: (at: ColumnAt) => Sql[],
): FieldCopy['lost'] {
  if (way.length > 0) return (at) => sql<boolean>`${at(sources[0] ?? '')} is not null and ${converted(at)[0]} is null`
  const lost = forth?.lost ?? null
  if (lost === null) return null
  return (at) => sql<boolean>`(select ${lost} from (${namedColumns(sources.map(at))}) v)`
}

function conversionOf(before: CompiledField, after: CompiledField, forth: FieldConversion | null): ParkedConversion {
  const back = convertField(after, before)
  const nothing = after.columns.map(({ type }) => `null::${type}`)
  return {
    was: before.type,
    became: after.type,
    types: formOf(after).columns,
    values: forth?.values.map(sqlText) ?? nothing,
    back: back?.values.map(sqlText) ?? null,
  }
}

/**
 * Undoes conversions one after the other: a value that is still what the parked one gave becomes the parked one again,
 * another one was written since, and is converted back.
 */
function goBack(current: readonly Sql[], way: readonly ParkedGeneration[], at: ColumnAt): Sql[] {
  let values = current
  for (const { columns, types, conversion } of way) {
    const parked = columns.map(({ parkedName }) => at(parkedName))
    const step = { present: values, parked, types, conversion }
    values = types.map((_, part) => oneBack(step, part))
  }
  return [...values]
}

interface StepBack {
  present: readonly Sql[]
  parked: readonly Sql[]
  types: readonly string[]
  conversion: ParkedConversion | null
}

function oneBack({ present, parked, types, conversion }: StepBack, part: number): Sql {
  const [now, old] = [present.map((_, n) => sql.ref(`w.n${n}`)), parked.map((_, n) => sql.ref(`w.p${n}`))]
  const gave = (conversion?.values ?? []).map((text, n) => sql`(${sql.raw(text)}) is not distinct from ${now[n]}`)
  const unchanged = sql`(select ${sql.join(gave, sql` and `)} from (${namedColumns(old)}) v)`
  const text = conversion?.back?.[part] ?? `null::${types[part]}`
  const back = sql`(select ${sql.raw(text)} from (${namedColumns(now)}) v)`
  const row = sql.join([
    ...present.map((value, n) => sql`${value} as ${sql.id(`n${n}`)}`),
    ...parked.map((value, n) => sql`${value} as ${sql.id(`p${n}`)}`),
  ])
  return sql`(select case when ${unchanged} then ${old[part]} else ${back} end from (select ${row} offset 0) w)`
}

/** A row with the values under the names that conversions know. `offset 0` keeps each from being worked out twice. */
function namedColumns(values: readonly Sql[]): Sql {
  return sql`select ${sql.join(values.map((value, at) => sql`${value} as ${sql.id(`c${at}`)}`))} offset 0`
}

function own(shapes: readonly ColumnShape[]): ColumnShape[] {
  return shapes.filter(({ name }) => !isCodeColumn(name))
}

function formOf({ type, columns }: CompiledField): FieldForm {
  return { type, columns: columns.map((column) => column.type) }
}
