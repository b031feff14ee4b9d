import type { CompiledEntity, CompiledField } from '../model/compiled-model.ts'
import { COMMON_COLUMNS, PIPELINE_COLUMNS } from './common-columns.ts'
import { defaultLiterals } from './default-literals.ts'
import { entityConstraints } from './entity-constraints.ts'
import { entityIndexes } from './entity-indexes.ts'
import { storedColumns } from './stored-columns.ts'
import type { ColumnShape, TableShape } from './table-shape.ts'

/** The table that `entity` should have: columns, constraints and indexes with their deterministic names. */
export function shapeTable(entity: CompiledEntity): TableShape {
  const own = entity.pipelines.length > 0 ? [...COMMON_COLUMNS, ...PIPELINE_COLUMNS] : COMMON_COLUMNS
  return {
    columns: [...own, ...[...entity.fields.values()].flatMap(fieldColumns)],
    constraints: entityConstraints(entity),
    indexes: entityIndexes(entity),
  }
}

function fieldColumns(field: CompiledField): ColumnShape[] {
  const fills = defaultLiterals(field)
  return storedColumns(field).map((column, part) => ({
    owner: { field: field.id },
    part,
    name: column.name,
    type: column.type,
    notNull: field.required && part < field.columns.length,
    fill: fills[part] ?? null,
    keptDefault: null,
  }))
}
