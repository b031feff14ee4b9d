import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { TenonError } from '@tenon/sdk/contract/tenon-error'

/** What the keys of a demo file have become, and the day that its times count from. */
export interface DemoKeys {
  /** Key → id of the record. */
  readonly records: ReadonlyMap<string, string>
  /** Key → id of the user. */
  readonly users: ReadonlyMap<string, string>
  readonly today: Date
}

const DAY = 86_400_000

/** Values as the API takes them: keys are replaced by ids, relative days by dates. `place` is for error messages. */
export function resolveDemoValues(values: JsonObject, keys: DemoKeys, place: string): JsonObject {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, resolve(value, keys, `${place}/${name}`)]),
  )
}

function resolve(value: JsonValue, keys: DemoKeys, place: string): JsonValue {
  if (Array.isArray(value)) return value.map((one, index) => resolve(one, keys, `${place}/${index}`))
  if (value === null || typeof value !== 'object') return value
  const { $ref: record, $user: user, $daysFromNow: days, $at: at } = value
  if (typeof record === 'string') return idOf(keys.records, record, place)
  if (typeof user === 'string') return idOf(keys.users, user, place)
  if (typeof days !== 'number') return value
  const day = new Date(keys.today.getTime() + days * DAY).toISOString().slice(0, 10)
  return typeof at === 'string' ? `${day}T${at}:00Z` : day
}

function idOf(ids: ReadonlyMap<string, string>, key: string, place: string): string {
  const id = ids.get(key)
  if (id !== undefined) return id
  throw new TenonError({
    code: 'BAD_REQUEST',
    message: `Demo data at ${place}: '${key}' is not the key of anything earlier in the file.`,
  })
}
