import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { ParkedConversion } from '../db/parked-conversion.ts'
import type { CatalogTable } from './catalog.ts'
import type { ParkedColumn } from './parked-column.ts'

/** The columns of one field that were parked together. */
export interface ParkedGeneration {
  readonly version: number
  /** In the order of the field's columns. */
  readonly columns: readonly ParkedColumn[]
  readonly types: readonly string[]
  readonly conversion: ParkedConversion | null
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
    return {
      version,
      columns,
      types: columns.map(({ type }) => type),
      conversion: columns[0]?.conversion ?? null,
    }
  })
}

/** A field by its type and those of its columns. */
export interface FieldForm {
  readonly type: FieldType
  readonly columns: readonly string[]
}

/**
 * The generations to go back through, from a field as it is now to one of another type, latest first; null where
 * they do not lead there.
 */
export function wayBack(
  generations: readonly ParkedGeneration[],
  { from, to }: { from: FieldForm; to: FieldForm },
): ParkedGeneration[] | null {
  const way: ParkedGeneration[] = []
  let at = from
  for (const generation of generations) {
    const { conversion, types } = generation
    if (conversion === null || !isSame(at, { type: conversion.became, columns: conversion.types })) return null
    way.push(generation)
    at = { type: conversion.was, columns: types }
    if (isSame(at, to)) return way
  }
  return null
}

function isSame(one: FieldForm, other: FieldForm): boolean {
  return one.type === other.type && one.columns.join() === other.columns.join()
}
