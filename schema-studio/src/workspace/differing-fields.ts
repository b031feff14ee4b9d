import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { ModelEntity } from '@tenon/sdk/contract/model-document'
import type { TenonRecord } from '@tenon/sdk/contract/record'

/** Fields whose values are known of both and not the same. What is worked out at reading is known of today alone. */
export function differingFields(
  { properties }: Pick<ModelEntity, 'properties'>,
  { former, today }: { former: TenonRecord; today: TenonRecord },
): string[] {
  return Object.keys(properties).filter((name) => {
    if (!Object.hasOwn(former, name) || !Object.hasOwn(today, name)) return false
    return canonical(former[name] as JsonValue) !== canonical(today[name] as JsonValue)
  })
}

/** The order in which an object's parts stand says nothing. */
function canonical(value: JsonValue | undefined): string {
  return JSON.stringify(value ?? null, (_, part: JsonValue) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
  })
}
