import { isDeepStrictEqual } from 'node:util'
import type { CompiledEntity, CompiledRollup } from '../model/compiled-model.ts'
import type { ModelChange } from './model-change.ts'

/** Which rollups are new or others now, and which are gone. Fields are the same while their ids are. */
export function diffRollups(before: CompiledEntity, after: CompiledEntity): ModelChange[] {
  const old = new Map(before.rollups.map((one) => [one.name, factsOf(one)]))
  const names = new Set(after.rollups.map(({ name }) => name))
  const changed = after.rollups.filter((one) => !isDeepStrictEqual(old.get(one.name), factsOf(one)))
  const removed = before.rollups.filter(({ name }) => !names.has(name))
  return changed.length + removed.length === 0 ? [] : [{ kind: 'ChangeRollups', entity: after, changed, removed }]
}

function factsOf({ keys, sums }: CompiledRollup): object {
  return { keys: keys.map(({ id, per }) => [id, per]), sums: sums.map(({ id }) => id) }
}
