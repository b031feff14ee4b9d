import { isDeepStrictEqual } from 'node:util'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { PipelinePlace } from './place-in-pipeline.ts'

/** Names of the fields that the write would really change; `stage` stands for pipeline and stage together. */
export function changedFields(
  { values, place }: { values: JsonObject; place: PipelinePlace | null },
  old: JsonObject,
): Set<string> {
  const changed = Object.keys(values).filter((name) => !isSame(values[name], old[name]))
  const names = new Set(changed.filter((name) => name !== 'stage' && name !== 'pipeline'))
  if (place !== null && (place.stage !== old['stage'] || place.pipeline !== old['pipeline'])) names.add('stage')
  return names
}

function isSame(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  return isDeepStrictEqual(one ?? null, other ?? null)
}
