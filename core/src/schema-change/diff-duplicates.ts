import { isDeepStrictEqual } from 'node:util'
import type { CompiledDuplicateRule, CompiledEntity } from '../model/compiled-model.ts'
import type { ModelChange } from './model-change.ts'

/** Which rules about duplicates are new or others now, and which are gone. Fields are the same while their ids are. */
export function diffDuplicates(before: CompiledEntity, after: CompiledEntity): ModelChange[] {
  const old = new Map(before.duplicates.map((one) => [one.rule.name, factsOf(one)]))
  const names = new Set(after.duplicates.map(({ rule }) => rule.name))
  const changed = after.duplicates.filter((one) => !isDeepStrictEqual(old.get(one.rule.name), factsOf(one)))
  const removed = before.duplicates.filter(({ rule }) => !names.has(rule.name))
  if (changed.length + removed.length === 0) return []
  const rules = (list: readonly CompiledDuplicateRule[]) => list.map(({ rule }) => rule.label)
  return [{ kind: 'ChangeDuplicates', entity: after, changed: rules(changed), removed: rules(removed) }]
}

function factsOf({ rule: { label, onWrite }, match }: CompiledDuplicateRule): object {
  return { label, onWrite, match: match.map(({ field, by }) => [field.id, by]) }
}
