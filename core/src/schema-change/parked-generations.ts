import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { ParkedConversion } from '../db/parked-conversion.ts'
import type { CompiledField } from '../model/compiled-model.ts'
import type { CatalogTable } from './catalog.ts'
import type { ConvertibleField } from './field-conversion.ts'
import { formerTypes } from './former-types.ts'
import type { ParkedColumn } from './parked-column.ts'

/** The columns of one field that were parked together. */
export interface ParkedGeneration {
  readonly version: number
  /** In the order of the field's columns. */
  readonly columns: readonly ParkedColumn[]
  readonly types: readonly string[]
  readonly conversion: ParkedConversion | null
  /** Types that the field had with these very columns. */
  readonly heldTypes: readonly FieldType[]
}

/** What is parked of a field and still in the table, latest first. */
export function parkedGenerations(
  parked: readonly ParkedColumn[],
  fieldId: string,
  table: CatalogTable,
): ParkedGeneration[] {
  const own = parked.filter((row) => row.fieldId === fieldId && table.columns.has(row.parkedName))
  const versions = [...new Set(own.map((row) => row.atVersion))].sort((one, other) => other - one)
  return versions.map((version) => {
    // Written down in the order of the columns, and ids grow.
    const columns = own.filter((row) => row.atVersion === version).sort((one, other) => (one.id < other.id ? -1 : 1))
    const [first] = columns
    const conversion = withInputs(first?.conversion ?? null, table)
    const former = first === undefined ? [] : formerTypes(table.columns.get(first.parkedName)?.comment)
    return {
      version,
      columns,
      types: columns.map(({ type }) => type),
      conversion,
      heldTypes: conversion?.was == null ? former : [conversion.was, ...former],
    }
  })
}

/** Where a column that had a say is gone for good, what became of the values is not known any more. */
function withInputs(conversion: ParkedConversion | null, table: CatalogTable): ParkedConversion | null {
  const isWhole = conversion?.inputs.every((name) => table.columns.has(name)) ?? true
  return conversion === null || isWhole ? conversion : { ...conversion, inputs: [], values: null }
}

/** A field by its type and those of its columns. */
export interface FieldForm {
  readonly type: FieldType
  readonly columns: readonly string[]
}

export function formOf({ type, columns }: CompiledField): FieldForm {
  return { type, columns: columns.map((column) => column.type) }
}

/** As much of the field as it was as conversions ask for; null where its type is not known. */
export function fieldOfGeneration({ conversion, types }: ParkedGeneration): ConvertibleField | null {
  if (conversion?.was == null) return null
  return { type: conversion.was, columns: types.map((type) => ({ name: '', type })), schema: {} }
}

/** Whether the field went; should it be there now, it began anew. */
export function wasRemoved({ conversion }: ParkedGeneration): boolean {
  return conversion?.became == null
}

/**
 * The generations to go back through, from a field with columns `from` to one that it was before, latest first; null
 * where they do not lead there. Columns of the same kind are looked for first: a decimal may have had other digits.
 */
export function wayBack(
  generations: readonly ParkedGeneration[],
  { from, to }: { from: readonly string[]; to: FieldForm },
): ParkedGeneration[] | null {
  const linked = linkedTo(generations, from)
  const held = linked.map(({ conversion, heldTypes }) => conversion === null || heldTypes.includes(to.type))
  const exact = linked.findIndex(({ types }, at) => held[at] === true && types.join() === to.columns.join())
  const end = exact < 0 ? held.indexOf(true) : exact
  return end < 0 ? null : linked.slice(0, end + 1)
}

/** As far as each became the next one, up to a field with columns `from`. */
function linkedTo(generations: readonly ParkedGeneration[], from: readonly string[]): ParkedGeneration[] {
  let columns = from
  const gap = generations.findIndex((generation) => {
    const isLinked = wasRemoved(generation) || generation.conversion?.types.join() === columns.join()
    columns = generation.types
    return !isLinked
  })
  return generations.slice(0, gap < 0 ? generations.length : gap)
}
