import type { CompiledEntity, CompiledField } from '../model/compiled-model.ts'
import { isIdList, type LinkTarget, linkTarget } from '../model/field-link.ts'
import { columnChecks } from './column-checks.ts'
import { labelOfId, objectName } from './object-name.ts'
import type { ConstraintShape } from './table-shape.ts'

const ON_DELETE_SQL = { restrict: 'restrict', setNull: 'set null', cascade: 'cascade' } as const

/** Foreign keys and checks that an entity's table should have. */
export function entityConstraints(entity: CompiledEntity): ConstraintShape[] {
  const fields = [...entity.fields.values()]
  return [ownerKey(entity), ...fields.flatMap((field) => [...foreignKeys(entity, field), ...checks(entity, field)])]
}

function ownerKey({ table }: CompiledEntity): ConstraintShape {
  return {
    owner: { part: 'common' },
    kind: 'foreignKey',
    name: objectName('fk_', [table, 'owner'], '_user set null'),
    column: 'owner_id',
    target: { table: '_user' },
    detail: 'set null',
  }
}

function foreignKeys({ table }: CompiledEntity, field: CompiledField): ConstraintShape[] {
  const column = field.columns[0]?.name
  const target = foreignKeyTarget(field)
  if (column === undefined || target === null) return []
  const detail = onDeleteOf(field)
  const name = objectName('fk_', [table, labelOfId(field.id)], `${field.id} ${JSON.stringify(target)} ${detail}`)
  return [{ owner: { field: field.id }, kind: 'foreignKey', name, column, target, detail }]
}

/** What a field's foreign key points at; null for a field that has none. */
function foreignKeyTarget(field: CompiledField): LinkTarget | null {
  return isIdList(field) ? null : linkTarget(field.schema)
}

function onDeleteOf(field: CompiledField): string {
  const fallback = field.required || field.type === 'reference' || field.type === 'team' ? 'restrict' : 'setNull'
  return ON_DELETE_SQL[field.schema.reference?.onDelete ?? fallback]
}

function checks({ table }: CompiledEntity, field: CompiledField): ConstraintShape[] {
  return columnChecks(field).map(({ part, column, expression, pattern }) => ({
    owner: { field: field.id },
    kind: 'check',
    name: objectName('ck_', [table, labelOfId(field.id)], `${field.id} ${part} ${pattern}`),
    column,
    target: null,
    detail: expression,
  }))
}
