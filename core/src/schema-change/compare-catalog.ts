import type { DriftItem } from '@tenon/sdk/contract/model-drift'
import type { CompiledModel } from '../model/compiled-model.ts'
import type { Catalog, CatalogTable } from './catalog.ts'
import { PIPELINE_COLUMNS } from './common-columns.ts'
import * as text from './drift-text.ts'
import { OBJECT_PREFIXES } from './object-name.ts'
import { PARKED_PREFIX } from './parked-column.ts'
import { isMarked } from './planned-statement.ts'
import { shapeTable } from './shape-table.ts'
import type { ColumnShape, TableShape } from './table-shape.ts'

/** Every difference between the tables that the model wants and those of the catalog. */
export function compareCatalog(model: CompiledModel, catalog: Catalog): DriftItem[] {
  const wanted = new Map([...model.entities.values()].map((entity) => [entity.table, shapeTable(entity)]))
  const strange = [...catalog.values()].filter(({ name }) => !wanted.has(name) && !name.startsWith(PARKED_PREFIX))
  return [
    ...[...wanted].flatMap(([name, shape]) => {
      const table = catalog.get(name)
      return table === undefined ? [item('missingTable', { table: name })] : compareTable(table, shape)
    }),
    ...strange.map(({ name, comment }) => item(isMarked(comment) ? 'leftover' : 'unknownTable', { table: name })),
  ]
}

function compareTable(table: CatalogTable, shape: TableShape): DriftItem[] {
  return [
    ...shape.columns.flatMap((column) => compareColumn(table, column)),
    ...unknownColumns(table, shape),
    ...shape.constraints.flatMap(({ name }) => {
      const found = table.constraints.get(name)
      if (found === undefined) return [item('missingConstraint', { table: table.name, object: name })]
      return found.valid ? [] : [item('unvalidatedConstraint', { table: table.name, object: name })]
    }),
    ...shape.indexes.flatMap(({ name }) => {
      const found = table.indexes.get(name)
      if (found === undefined) return [item('missingIndex', { table: table.name, object: name })]
      return found.valid ? [] : [item('invalidIndex', { table: table.name, object: name })]
    }),
    ...leftovers(table, shape),
  ]
}

function compareColumn(table: CatalogTable, { name, type, notNull }: ColumnShape): DriftItem[] {
  const found = table.columns.get(name)
  const at = { table: table.name, object: name }
  if (found === undefined) return [item('missingColumn', { ...at, expected: type })]
  return [
    ...(found.type === type ? [] : [item('columnType', { ...at, expected: type, found: found.type })]),
    ...(found.notNull === notNull
      ? []
      : [item('nullability', { ...at, expected: nullability(notNull), found: nullability(found.notNull) })]),
  ]
}

const nullability = (notNull: boolean) => (notNull ? 'not null' : 'null')

/** Columns that stay when a pipeline goes are no strangers. */
const STAYING = new Set(PIPELINE_COLUMNS.map(({ name }) => name))

function unknownColumns(table: CatalogTable, { columns }: TableShape): DriftItem[] {
  const wanted = new Set(columns.map(({ name }) => name))
  const rest = [...table.columns.values()].filter(
    ({ name }) => !wanted.has(name) && !name.startsWith(PARKED_PREFIX) && !STAYING.has(name),
  )
  return rest.map(({ name, type, comment }) =>
    item(isMarked(comment) ? 'leftover' : 'unknownColumn', { table: table.name, object: name, found: type }),
  )
}

/** Constraints and indexes that Tenon made for something that is not in force. */
function leftovers(table: CatalogTable, { constraints, indexes }: TableShape): DriftItem[] {
  const wanted = new Set([...constraints, ...indexes].map(({ name }) => name))
  const own = [...table.constraints.keys(), ...table.indexes.keys()].filter((name) =>
    OBJECT_PREFIXES.some((prefix) => name.startsWith(prefix)),
  )
  const objects = own.filter((name) => !wanted.has(name))
  return [...objects, ...table.copyTriggers].map((object) => item('leftover', { table: table.name, object }))
}

interface Difference {
  table: string
  object?: string
  expected?: string
  found?: string
}

/** What somebody has added is theirs; everything else is brought in step by publishing. */
function item(kind: text.ObjectDrift, { table, object = '', expected = '', found = '' }: Difference): DriftItem {
  const repairable = kind !== 'unknownTable' && kind !== 'unknownColumn'
  return { kind, table, object, text: text.driftText(kind, { table, object, expected, found }), repairable }
}
