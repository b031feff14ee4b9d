import type { LocalizedText } from './locale.ts'
import type { RecordValues } from './record.ts'

export interface DuplicatesApi {
  /**
   * Groups of records that a rule takes for the same thing, of those that the caller may read, a page at a time: the caller goes on
   * with `next` until it is null, and stops whenever they like.
   */
  find(input: FindDuplicatesInput): Promise<DuplicatePage>
  /**
   * Begins to look through a whole entity by a rule, whether anybody waits or not; where it is being looked through already,
   * that search is told. It goes by all records; what is read of it is only what the reader may see.
   */
  startSearch(input: DuplicateRuleInput): Promise<DuplicateSearch>
  /** The newest search by a rule, with what it found until then; null where there was none. */
  search(input: DuplicateRuleInput): Promise<DuplicateSearch | null>
  /** Ends one that is under way, for who began it and admins; what it found stays. */
  cancelSearch(input: DuplicateRuleInput): Promise<DuplicateSearch | null>
  /** Groups that the newest search found, as far as they are still there: a page of them. */
  groups(input: DuplicateGroupsInput): Promise<DuplicateGroups>
  /** Says that records are not the same thing: no rule finds them as such any more. Needs the right to change each of them. */
  setApart(input: SetApartInput): Promise<SetApart>
}

/** What a record would be like, to be asked before it is saved. */
export interface CheckDuplicatesInput {
  entity: string
  /** All of the record's values that rules look at: of one that is changed, also those that stay. */
  values: RecordValues
  /** The record itself, where there is one. */
  id?: string
}

export interface FoundDuplicates {
  rules: DuplicatesOfRule[]
}

export interface DuplicatesOfRule {
  /** Name of the rule. */
  rule: string
  label: LocalizedText
  onWrite: 'warn' | 'refuse'
  /** Fields that are the same, or similar. */
  fields: string[]
  /** Those that the caller may read; 20 at most. */
  records: DuplicateRecord[]
  /** There are others, which the caller may not read. */
  hidden?: true
}

export interface DuplicateRecord {
  id: string
  version: number
  /** Null where the caller may not see what it is called by. */
  title: string | null
}

export interface FindDuplicatesInput {
  entity: string
  /** Name of the rule. */
  rule: string
  /** `next` of the page before. */
  after?: string
}

export interface DuplicateRuleInput {
  entity: string
  /** Name of the rule. */
  rule: string
}

/** `interrupted`: its processes ended before it did, several times. */
export const DUPLICATE_SEARCH_STATUSES = ['running', 'done', 'failed', 'cancelled', 'interrupted'] as const

export interface DuplicateSearch {
  id: string
  entity: string
  rule: string
  /** Who began it, as in `createdBy`. */
  actor: string
  actorName: string
  status: (typeof DUPLICATE_SEARCH_STATUSES)[number]
  /** How much has been looked through, 0 to 1. */
  share: number
  /** Some records have so many like them that not all were compared. */
  crowded: boolean
  /** More were found than are kept: the search ended there. */
  full: boolean
  /** Why it failed, or what it waits for; null where nothing can be said of it. */
  error: string | null
  startedAt: string
  endedAt: string | null
}

export interface DuplicateGroupsInput extends DuplicateRuleInput {
  /** `next` of the page before. */
  after?: string
  /** 1–200, default 100. */
  limit?: number
}

export interface DuplicateGroups {
  /** Records that are alike, one by one or by way of others of the group that the reader may see. */
  groups: DuplicateGroup[]
  /** How many groups there are in all. */
  count: number
  next: string | null
}

export interface DuplicatePage {
  groups: DuplicateGroup[]
  /** Records that were looked at for this page. */
  looked: number
  /** About how many there are in all. */
  total: number
  next: string | null
}

export interface DuplicateGroup {
  /** 20 at most. */
  records: DuplicateRecord[]
  /** How many more belong to the group; missing: none. */
  more?: number
}

export interface SetApartInput {
  entity: string
  /** 2 to 20 records, each of which is another thing than the others. */
  ids: string[]
}

export interface SetApart {
  /** Pairs that were not known to be different. */
  pairs: number
}
