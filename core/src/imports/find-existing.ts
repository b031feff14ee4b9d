import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { RequestContext } from '../context/request-context.ts'
import type { FindByKey } from '../records/find-by-key.ts'

/** PostgreSQL takes 65,535 values in a statement. */
const KEYS = 10_000

/** Records by the value of their key field, as `keyText` writes it. */
export type Existing = ReadonlyMap<string, TenonRecord[]>

export async function findExisting(
  ctx: RequestContext,
  findByKey: FindByKey,
  { entity, key, fields, values }: { entity: string; key: string; fields: string[]; values: JsonValue[] },
): Promise<Existing> {
  const found = new Map<string, TenonRecord[]>()
  for (let at = 0; at < values.length; at += KEYS) {
    const part = values.slice(at, at + KEYS)
    for (const record of await findByKey(ctx, { entity, key, fields, values: part })) {
      const text = keyText(record[key] as JsonValue)
      found.set(text, [...(found.get(text) ?? []), record])
    }
  }
  return found
}

export function keyText(value: JsonValue | undefined): string {
  return JSON.stringify(value ?? null)
}
