import { type RawBuilder, sql } from 'kysely'
import type { ParkedConversion } from '../db/parked-conversion.ts'
import type { CompiledField } from '../model/compiled-model.ts'
import type { ColumnAt } from './column-at.ts'
import type { CopySearch } from './copy-search.ts'
import { defaultLiterals } from './default-literals.ts'
import { type ConvertibleField, convertField, type FieldConversion } from './field-conversion.ts'
import { conversionRow, goBack } from './go-back.ts'
import { shortHash } from './object-name.ts'
import type { ParkedColumn } from './parked-column.ts'
import {
  fieldOfGeneration,
  formOf,
  type ParkedGeneration,
  parkedGenerations,
  wasRemoved,
  wayBack,
} from './parked-generations.ts'
import { sqlText } from './sql-text.ts'
import type { Superseded } from './superseded.ts'
import type { ColumnShape } from './table-shape.ts'
import { conversion, fitsInto, typeChange } from './type-change.ts'
import { withFill } from './with-fill.ts'

type Sql = RawBuilder<unknown>

/** A field whose values go into new columns, because its type is another one or its values of before come back. */
export interface FieldCopy {
  readonly fieldId: string
  /** Columns that the values are in now. */
  readonly sources: readonly string[]
  /** Value of each new column. */
  readonly values: (at: ColumnAt) => Sql[]
  /** Rows whose value has no counterpart; null where none can be lost. */
  readonly lost: ((at: ColumnAt) => RawBuilder<boolean>) | null
  /** The same over the sources as `c0`, `c1` of `v`, where it needs nothing else: many rows are asked faster so. */
  readonly lostOver: RawBuilder<boolean> | null
  /** With which the old columns are parked; null where they are parked already. */
  readonly parkWith: ParkedConversion | null
  /** Parked columns that the values come from: what is known of them, once they have given their values. */
  readonly parkAgain: Superseded | null
  /** Of all of the above: another copy has another one. */
  readonly hash: string
}

/**
 * Null where the field's columns stay as they are, are changed without writing a row, or must not be changed at all.
 * The old columns are always parked: only so does every type that a field ever had find its way back.
 */
export function findFieldCopy({ before, after, shapes, table, parked }: CopySearch): FieldCopy | null {
  const [from, to] = [formOf(before), formOf(after)]
  if (before.type === after.type && from.columns.join() === to.columns.join()) return null
  // What is worked out whenever it is read has no columns.
  if (from.columns.length === 0 || to.columns.length === 0) return null
  const generations = parkedGenerations(parked, before.id, table)
  const steps = wayBack(generations, { from: from.columns, to })
  const change = typeChange(before, after)
  const isChained = generations[0] !== undefined && !wasRemoved(generations[0])
  if (change === 'none' && (steps === null || !isChained)) return null
  if (change === 'catalogOnly' && steps === null && !isChained) return null
  const forth = convertField(before, after) ?? (change === 'refused' ? null : plainConversion(before, after))
  const way = steps === null ? null : { steps, further: furtherFrom(steps, after) }
  const found = way ?? (forth === null ? wayAround(generations, from.columns, after) : null)
  if (forth === null && found === null) return null
  const sources = before.columns.map(({ name }) => name)
  const fills = fillsOf(before)
  const copy = copyOf(after, {
    sources,
    shapes,
    ...copiedValues({ from: before, to: after, sources, fills, forth, way: found }),
  })
  const back = convertField(after, before)?.values.map(sqlText) ?? null
  return { ...copy, parkWith: conversionOf(copy, { was: before.type, after, back }) }
}

/**
 * The same for a field that comes back otherwise than it was parked: with another type, or with values by which others
 * are told apart, so that they stay. Null where it begins anew, or its columns are taken into use again as they are.
 */
export function findReturnCopy({ after, shapes, table, parked }: Omit<CopySearch, 'before'>): FieldCopy | null {
  const [removed, ...older] = parkedGenerations(parked, after.id, table)
  if (removed === undefined || !wasRemoved(removed) || after.columns.length === 0) return null
  const to = formOf(after)
  const from = fieldOfGeneration(removed)
  const isSame = removed.types.join() === to.columns.join()
  const fits = from === null || from.type === after.type || fitsInto(from.type, after.type)
  const found = isSame && from?.type === after.type ? null : wayBack(older, { from: removed.types, to })
  const steps = isSame && found?.at(-1)?.heldTypes.includes(after.type) !== true ? null : found
  if (steps === null && isSame && fits && !isInput(removed, parked)) return null
  const forth = isSame ? takenOver(from, after, fits) : null
  if (steps === null && forth === null) return null
  const sources = removed.columns.map(({ parkedName }) => parkedName)
  const way = steps === null ? null : { steps, further: furtherFrom(steps, after) }
  const copied = copiedValues({ from, to: after, sources, fills: [], forth, way })
  const copy = copyOf(after, { sources, shapes, ...copied, lost: null, lostOver: null })
  const known = { was: from?.type ?? null, after, back: null }
  const ids = removed.columns.map(({ id }) => id)
  return { ...copy, parkAgain: { fieldId: after.id, ids, conversion: conversionOf(copy, known), inUse: true } }
}

/** Whether what became of other parked values is told by these. */
function isInput({ columns }: ParkedGeneration, parked: readonly ParkedColumn[]): boolean {
  return columns.some(({ parkedName }) => parked.some(({ conversion }) => conversion?.inputs.includes(parkedName)))
}

function takenOver(from: ConvertibleField | null, after: CompiledField, fits: boolean): FieldConversion | null {
  if (!fits && from !== null) return convertField(from, after)
  return { values: after.columns.map((_, part) => sql.ref(`v.c${part}`)), lost: null }
}

interface Way {
  steps: readonly ParkedGeneration[]
  /** From the type that the steps lead to. */
  further: FieldConversion | null
}

/** Where the way leads to other columns than are wanted now. */
function furtherFrom(steps: readonly ParkedGeneration[], after: CompiledField): FieldConversion | null {
  const last = steps.at(-1)
  const reached = last === undefined ? null : fieldOfGeneration(last)
  if (last === undefined || reached === null) return null
  const isSame = last.heldTypes.includes(after.type) && last.types.join() === formOf(after).columns.join()
  return isSame ? null : convertField(reached, after)
}

/** To a type that the field had before, and on from there: for fields that were only widened on the way. */
function wayAround(
  generations: readonly ParkedGeneration[],
  from: readonly string[],
  after: CompiledField,
): Way | null {
  for (const generation of generations) {
    const field = fieldOfGeneration(generation)
    if (field === null) continue
    const steps = wayBack(generations, { from, to: { type: field.type, columns: generation.types } })
    const further = convertField(field, after)
    if (steps !== null && further !== null) return { steps, further }
  }
  return null
}

/** Types of which every value fits into the other, as it is. */
function plainConversion(before: CompiledField, after: CompiledField): FieldConversion {
  const values = after.columns.map(({ type }, part) => conversion(`c${part}`, before.columns[part]?.type ?? type, type))
  return { values, lost: null }
}

interface Copying {
  from: ConvertibleField | null
  to: CompiledField
  sources: readonly string[]
  fills: readonly Sql[]
  forth: FieldConversion | null
  way: Way | null
}

function copiedValues({
  from,
  to,
  sources,
  fills,
  forth,
  way,
}: Copying): Pick<CopyParts, 'converted' | 'lost' | 'lostOver'> {
  const convert = (values: readonly Sql[], row: readonly Sql[]) =>
    values.map((value) => sql`(select ${value} from (${conversionRow(row)}) v)`)
  if (way === null) {
    const lost = forth?.lost ?? null
    return {
      lostOver: lost,
      converted: (at) => convert(forth?.values ?? [], sources.map(at)),
      lost: lost === null ? null : (at) => sql<boolean>`(select ${lost} from (${conversionRow(sources.map(at))}) v)`,
    }
  }
  const converted = (at: ColumnAt) => {
    const back = goBack({ from, to, sources, fills, steps: way.steps, at })
    return way.further === null ? back : convert(way.further.values, back)
  }
  const lost = (at: ColumnAt) => sql<boolean>`${at(sources[0] ?? '')} is not null and ${converted(at)[0]} is null`
  return { converted, lost, lostOver: null }
}

interface CopyParts {
  sources: readonly string[]
  shapes: readonly ColumnShape[]
  converted: (at: ColumnAt) => Sql[]
  lost: FieldCopy['lost']
  lostOver: FieldCopy['lostOver']
}

function copyOf({ id }: CompiledField, { sources, shapes, converted, lost, lostOver }: CopyParts): FieldCopy {
  const values = (at: ColumnAt) => converted(at).map((value, part) => withFill(value, shapes, part))
  const texts = values((name) => sql.id(name)).map(sqlText)
  return {
    fieldId: id,
    sources,
    values,
    lost,
    lostOver,
    parkWith: null,
    parkAgain: null,
    hash: shortHash(texts.join('\n')),
  }
}

interface Known extends Pick<ParkedConversion, 'was' | 'back'> {
  after: CompiledField
}

/** What is to be known of the columns that a copy takes the values from, once they are parked. */
function conversionOf({ sources, values }: FieldCopy, { after, ...known }: Known): ParkedConversion {
  const inputs: string[] = []
  const at: ColumnAt = (name) => {
    const own = sources.indexOf(name)
    if (own < 0 && !inputs.includes(name)) inputs.push(name)
    return sql.ref(`v.c${own < 0 ? sources.length + inputs.indexOf(name) : own}`)
  }
  const texts = values(at).map(sqlText)
  return { ...known, became: after.type, types: formOf(after).columns, filled: [], inputs, values: texts }
}

/** What rows without a value are given when the field becomes required. */
function fillsOf(field: CompiledField): Sql[] {
  return field.required ? defaultLiterals(field) : []
}
