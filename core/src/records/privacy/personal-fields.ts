import type { CompiledEntity, CompiledField } from '../../model/compiled-model.ts'

/** Fields of an entity that hold what tells of a person, and slugs, which are made of such values. */
export function personalFields({ fields }: CompiledEntity): CompiledField[] {
  return [...fields.values()].filter(({ derivation, schema }) => {
    if (derivation !== null) return false
    return schema.personal === true || fields.get(schema.slugFrom ?? '')?.schema.personal === true
  })
}
