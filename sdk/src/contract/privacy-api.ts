import type { FieldSchema } from './entity-schema.ts'
import type { JsonObject } from './json-value.ts'

/** Right by name: find a person's data, and take it out as a file. */
export const EXPORT_RIGHT = 'privacy.export'
/** Right by name: find a person's data, erase it, and forbid or permit that by a hold. */
export const ERASE_RIGHT = 'privacy.erase'

/**
 * What the organisation holds of one person. Whoever has one of the two rights sees all of it, whatever rows and fields
 * their roles show otherwise: an answer to a person must be complete. Each use is in the audit trail.
 */
export interface PrivacyApi {
  /** Records that are persons or name one, and users, by what is known of somebody. */
  find(input: FindPersonInput): Promise<FoundPerson>
  /** What an erasure would do. Changes nothing. For `privacy.erase`. */
  planErasure(input: PersonInput): Promise<ErasurePlan>
  /**
   * Erases the person's personal values for good, in the background. CONFLICT where a hold forbids it, VERSION_CONFLICT where other
   * records are concerned than in the plan, VALIDATION_FAILED where a value that it asks for is missing or does not fit. The run that is under way already is given where there is one. For `privacy.erase`.
   */
  erase(input: EraseInput): Promise<ErasureRun>
  erasure(input: { id: string }): Promise<ErasureRun>
  /** The last 50, newest first. */
  erasures(): Promise<ErasureRun[]>
  /** Newest first. */
  holds(): Promise<LegalHold[]>
  /** From then on nothing of the record is erased. For `privacy.erase`. */
  hold(input: HoldInput): Promise<LegalHold>
  /** For `privacy.erase`. */
  release(input: PersonInput): Promise<{ released: boolean }>
}

/** One of the three. */
export interface FindPersonInput {
  email?: string
  /** As people write it, with the country's number. */
  phone?: string
  record?: PersonInput
}

/** A record of an entity with `subject: true`. */
export interface PersonInput {
  entity: string
  id: string
}

export interface PersonRecord {
  entity: string
  entityLabel: string
  id: string
  /** What it is called; empty where it has no such value. */
  title: string
  deleted: boolean
  /** Labels of the fields in which it was found; none where it was asked for by its id. */
  fields: string[]
  /** It is a person itself, whose data can be exported and erased. */
  isPerson: boolean
  /** Persons whom the record names, where it is none itself; of one that was merged away, the one that stayed. */
  persons: Array<Pick<PersonRecord, 'entity' | 'id' | 'title'>>
  /** Why nothing of it may be erased; null where nobody has said so. */
  held: string | null
}

export interface FoundPerson {
  records: PersonRecord[]
  /** There are more of some entity than are shown. */
  more: boolean
  /** People of the organisation itself with this address: their accounts are not part of an erasure. */
  users: Array<{ id: string; name: string; email: string; active: boolean }>
}

export interface ErasurePlan {
  person: PersonRecord
  entities: ErasureOfEntity[]
  /** All records that would be gone through. */
  records: number
  /** Why nothing can be erased as things are. */
  blocks: string[]
  /** What has to be chosen. */
  choices: ErasedChoice[]
  /** What has to be typed to agree. */
  confirm: string
}

/**
 * `empty`: nothing is left; `replaced`: a value without meaning, since there must be one; `chosen`: the value that whoever erases
 * chooses, since there must be one and none is without meaning.
 */
export type ErasedBecomes = 'empty' | 'replaced' | 'chosen'

/** A field for which `values` of the erasure has to say what is to stand there. */
export interface ErasedChoice {
  entity: string
  entityLabel: string
  field: string
  schema: FieldSchema
}

export interface ErasureOfEntity {
  entity: string
  label: string
  /** How many would be gone through, deleted ones among them. */
  records: number
  deleted: number
  fields: Array<{ field: string; label: string; filled: number; becomes: ErasedBecomes }>
  files: number
  /** Entries of the audit trail whose content goes. */
  history: number
  /** Records that stay as they are, and why. */
  kept: Array<{ reason: string; records: number }>
  /** How many of them name other persons too, whose values go with them. */
  ofOthersToo: number
}

export interface EraseInput extends PersonInput {
  /** As the plan says it. */
  confirm: string
  /** `records` of the plan. */
  records: number
  /** Entity → field → what is to stand there, for each of the plan's `choices`. */
  values?: Record<string, JsonObject>
}

export interface ErasureRun {
  id: string
  entity: string
  recordId: string
  status: 'running' | 'done'
  total: number
  done: number
  /** Per entity, of what is done: records changed, entries of the audit trail whose content went, files removed. */
  erased: Array<{ entity: string; label: string; records: number; history: number; files: number }>
  /**
   * Texts that an erasure leaves, since people wrote them of other things, and in which it found the person: reasons of changes of
   * many records, and saved views, by their name or by what they look for. Somebody has to look at them.
   */
  left: { reasons: number; views: number }
  /** Records that stayed as they were, and why. */
  kept: Array<{ entity: string; label: string; reason: string; records: number }>
  startedBy: { actor: string; name: string }
  startedAt: string
  endedAt: string | null
  /** Why the last try failed; it is tried again. */
  error: string | null
}

export interface LegalHold {
  entity: string
  entityLabel: string
  id: string
  title: string
  reason: string
  setBy: { actor: string; name: string }
  setAt: string
}

export interface HoldInput extends PersonInput {
  reason: string
}
