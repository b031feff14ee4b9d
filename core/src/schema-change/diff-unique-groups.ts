import type { CompiledEntity, CompiledUniqueGroup } from '../model/compiled-model.ts'
import type { ModelChange } from './model-change.ts'

/** Which groups of fields have become unique together, and which are no longer. */
export function diffUniqueGroups(before: CompiledEntity, after: CompiledEntity): ModelChange[] {
  const added = after.uniqueGroups.filter((group) => !has(before, group))
  const removed = before.uniqueGroups.filter((group) => !has(after, group))
  return added.length + removed.length === 0 ? [] : [{ kind: 'ChangeUniqueGroups', entity: after, added, removed }]
}

/** Messages of the groups that both entities have. */
export function groupMessages(entity: CompiledEntity, other: CompiledEntity): unknown[] {
  return entity.uniqueGroups.filter((group) => has(other, group)).map((group) => [keyOf(group), group.message])
}

function has({ uniqueGroups }: CompiledEntity, group: CompiledUniqueGroup): boolean {
  return uniqueGroups.some((one) => keyOf(one) === keyOf(group))
}

/** The order of the fields is that of the index's keys. */
function keyOf({ fields, folded }: CompiledUniqueGroup): string {
  return JSON.stringify([fields, folded].map((group) => group.map(({ id }) => id)))
}
