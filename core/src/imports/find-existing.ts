import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { RequestContext } from '../context/request-context.ts'
import type { FindRecords } from '../records/find-records.ts'

/** Half a page of a list, so that a page also shows keys that two records have. */
const KEYS = 100
const PAGE = 200

/** Records by the value of their key field, as `keyText` writes it. */
export type Existing = ReadonlyMap<string, TenonRecord[]>

export async function findExisting(
  ctx: RequestContext,
  findRecords: FindRecords,
  { entity, key, fields, values }: { entity: string; key: string; fields: string[]; values: JsonValue[] },
): Promise<Existing> {
  const found = new Map<string, TenonRecord[]>()
  for (let at = 0; at < values.length; at += KEYS) {
    const where = { field: key, op: 'in', value: values.slice(at, at + KEYS) } as const
    const { records } = await findRecords(ctx, { entity, where, fields: [...new Set([key, ...fields])], limit: PAGE })
    for (const record of records) {
      const text = keyText(record[key] as JsonValue)
      found.set(text, [...(found.get(text) ?? []), record])
    }
  }
  return found
}

export function keyText(value: JsonValue | undefined): string {
  return JSON.stringify(value ?? null)
}
