import type { CompiledEntity } from '../model/compiled-model.ts'
import type { RecordScope } from './record-scope.ts'

/**
 * The scope of a consequence: what the schema makes happen to other records when one is written, whatever
 * the actor's own rights over those. Nothing read through it may reach the actor.
 */
export function fullScope(
  { ctx, model, timeZone }: Pick<RecordScope, 'ctx' | 'model' | 'timeZone'>,
  entity: CompiledEntity,
): RecordScope {
  const accessTo = (one: CompiledEntity) => ({
    entity: one,
    rows: () => 'all' as const,
    canRead: () => true,
    canWrite: () => true,
    canShow: () => true,
    canReveal: () => true,
    fieldRows: () => 'all' as const,
    canOverride: true,
    standIn: null,
    canShare: true,
  })
  const find = (name: string) => {
    const found = model.entities.get(name)
    return found === undefined ? null : accessTo(found)
  }
  return {
    ctx,
    model,
    entity,
    timeZone,
    access: accessTo(entity),
    rights: { readable: find, referable: find, require: (name) => find(name) ?? accessTo(entity) },
  }
}
