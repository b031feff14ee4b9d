import type { DefaultTo } from '@tenon/sdk/contract/entity-schema'
import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { ExpressionActor } from '@tenon/sdk/expression/expression-context'
import { localTime } from '@tenon/sdk/expression/zone'
import type { CompiledField } from './compiled-model.ts'

/** Types that can start with each. */
export const DEFAULT_TO_TYPES: Readonly<Record<DefaultTo, readonly FieldType[]>> = {
  now: ['dateTime', 'date', 'time', 'yearMonth'],
  currentUser: ['user'],
}

/** Who creates a record, and when; a creator who is no user, such as an API key, has no id to fill in. */
export interface Creation {
  at: Date
  userId: string | null
  /** As expressions see who acts; null for the system. */
  actor: ExpressionActor | null
  /** IANA zone in which the moment's day is meant. */
  timeZone: string
}

/** What a new record's field starts with where nothing is given; undefined for nothing. */
export function defaultValue(
  { type, schema }: CompiledField,
  { at, userId, timeZone }: Creation,
): JsonValue | undefined {
  if (schema.defaultTo === 'currentUser') return userId ?? undefined
  if (schema.defaultTo !== 'now') return schema.default
  if (type === 'dateTime') return at.toISOString()
  const local = new Date(localTime(at.getTime(), timeZone)).toISOString()
  if (type === 'date') return local.slice(0, 10)
  return type === 'time' ? local.slice(11, 19) : local.slice(0, 7)
}
