import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { CompiledEntity, CompiledField } from './compiled-model.ts'

const NONE: readonly CompiledField[] = []
const known = new WeakMap<CompiledEntity['fields'], ReadonlyMap<FieldType, CompiledField[]>>()

/** An entity's fields of one type, in their order: every write asks for some that most entities do not have. */
export function fieldsOfType({ fields }: Pick<CompiledEntity, 'fields'>, type: FieldType): readonly CompiledField[] {
  let byType = known.get(fields)
  if (byType === undefined) {
    byType = Map.groupBy(fields.values(), (field) => field.type)
    known.set(fields, byType)
  }
  return byType.get(type) ?? NONE
}
