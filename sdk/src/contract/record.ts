import type { JsonObject, JsonValue } from './json-value.ts'

/**
 * A record as the API gives it: its fields by name, and the common ones.
 * Times are RFC 3339 in UTC. `$labels` names what references and users point at.
 */
export interface TenonRecord {
  id: string
  version: number
  createdAt: string
  createdBy: string
  updatedAt: string
  updatedBy: string
  ownerId: string | null
  deletedAt: string | null
  /** Entities with a pipeline only. */
  pipeline?: string | null
  stage?: string | null
  stageEnteredAt?: string | null
  /** By when the record has to leave its stage, and from when on it is stale there; null where the stage says nothing. */
  stageDueAt?: string | null
  stageStaleAt?: string | null
  /** Id → title of the records and users that this record's references name. */
  $labels?: Record<string, string>
  /** Phone field → what the person typed, where that is not the number itself. */
  $typed?: Record<string, string>
  /** Computed fields whose values could not be worked out, or are of older code, and are being worked out again. */
  $stale?: string[]
  /** In the answer of a restore: how many records that were deleted along with this one came back with it, and how many could not. */
  $along?: { returned: number; left: number }
  /** Sensitive fields whose values the record does not tell, filled or not; `records.reveal` gives one. */
  $masked?: string[]
  [field: string]: JsonValue | undefined | Record<string, string>
}

/** Common fields that can be filtered, sorted and asked for like declared ones. */
export const COMMON_FIELDS = [
  'id',
  'version',
  'createdAt',
  'createdBy',
  'updatedAt',
  'updatedBy',
  'ownerId',
  'deletedAt',
  'pipeline',
  'stage',
  'stageEnteredAt',
  'stageDueAt',
  'stageStaleAt',
] as const
export type CommonField = (typeof COMMON_FIELDS)[number]

/**
 * Ids of a record's tags, null for none. Common as well, with two differences: it comes only where a caller names it, and an
 * entity with a field of this name has that one instead.
 */
export const TAGS_FIELD = 'tags'

/** Fields of the input that a caller may set besides the declared ones. */
export const SETTABLE_COMMON_FIELDS = ['ownerId', 'pipeline', 'stage', TAGS_FIELD] as const

export type RecordValues = JsonObject
