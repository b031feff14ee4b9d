import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { isId, type KnownNames, SYSTEM_TABLES, type WantedNames, want } from './known-names.ts'

/** Notes the ids in what an admin's entry tells: each may be of a person, a team, a tag or a territory. */
export function wantDetails(wanted: WantedNames, details: JsonObject): void {
  for (const id of idsIn(details)) {
    for (const table of SYSTEM_TABLES) want(wanted, table, id)
  }
  const { of, record } = details
  if (typeof of === 'string') want(wanted, of, record ?? details['id'])
}

/** Id → name of those that are known. */
export function detailNames(details: JsonObject, { labels }: KnownNames): Record<string, string> {
  return Object.fromEntries(
    idsIn(details).flatMap((id) => (labels[id] === undefined ? [] : [[id, labels[id]] as const])),
  )
}

function idsIn(value: JsonValue | undefined): string[] {
  if (isId(value)) return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(idsIn) : []
}
