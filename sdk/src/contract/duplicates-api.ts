import type { LocalizedText } from './locale.ts'
import type { RecordValues } from './record.ts'

export interface DuplicatesApi {
  /**
   * Groups of records that a rule takes for the same thing, of those that the caller may read, a page at a time: the caller goes on
   * with `next` until it is null, and stops whenever they like.
   */
  find(input: FindDuplicatesInput): Promise<DuplicatePage>
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

export interface DuplicatePage {
  groups: DuplicateGroup[]
  /** Records that were looked at for this page. */
  looked: number
  /** About how many there are in all. */
  total: number
  next: string | null
}

export interface DuplicateGroup {
  records: DuplicateRecord[]
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
