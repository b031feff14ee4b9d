import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { ModelView } from '@tenon/sdk/contract/model-document'
import type { FilterCondition, RecordFilter } from '@tenon/sdk/contract/query'
import { isActorValue, todayOffset } from '@tenon/sdk/contract/view-schema'
import { ACTOR_FIELDS } from './filter-fields.ts'

/** Who looks, and when. */
export interface FilterReader {
  userId: string
  /** `2026-03-31`, by the tenant's clocks. */
  today: string
}

export function filterReader({ timeZone = 'UTC' }: ModelView, userId: string, now = new Date()): FilterReader {
  // Swedes write days as the API does.
  return { userId, today: new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(now) }
}

/** A filter as the server takes it: with the person's id for `me`, and days for what moves with the calendar. */
export function resolveFilter(filter: RecordFilter, reader: FilterReader): RecordFilter {
  if ('and' in filter) return { and: filter.and.map((part) => resolveFilter(part, reader)) }
  if ('or' in filter) return { or: filter.or.map((part) => resolveFilter(part, reader)) }
  if ('not' in filter) return { not: resolveFilter(filter.not, reader) }
  if (!('children' in filter)) return resolveCondition(filter, reader)
  if ('any' in filter) return { ...filter, any: resolveFilter(filter.any, reader) }
  if ('none' in filter) return { ...filter, none: resolveFilter(filter.none, reader) }
  if ('all' in filter) return { ...filter, all: resolveFilter(filter.all, reader) }
  return filter.where === undefined ? filter : { ...filter, where: resolveFilter(filter.where, reader) }
}

function resolveCondition(condition: FilterCondition, reader: FilterReader): FilterCondition {
  const { field, value } = condition
  if (value === undefined) return condition
  const name = field.split('.').at(-1) ?? ''
  const id = ACTOR_FIELDS.has(name) ? `user:${reader.userId}` : reader.userId
  const resolved = (one: JsonValue): JsonValue => {
    const days = todayOffset(one)
    return days === null ? (isActorValue(one) ? id : one) : dayAfter(reader.today, days)
  }
  return { ...condition, value: Array.isArray(value) ? value.map(resolved) : resolved(value) }
}

function dayAfter(today: string, days: number): string {
  return new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}
