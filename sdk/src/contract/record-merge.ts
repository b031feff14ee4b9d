import type { RecordValues, TenonRecord } from './record.ts'

export interface MergeRecordsInput {
  entity: string
  /** The record that stays, with the version that the caller has seen. */
  into: RecordVersion
  /** 1 to 20 others of the entity, which go to the trash. */
  from: RecordVersion[]
  /** What the record that stays is to have, field by field, as in `records.update`; what is not named stays. No stage. */
  values: RecordValues
}

export interface RecordVersion {
  id: string
  version: number
}

export interface MergedRecords {
  /** Id of the merge, for `records.unmerge`. */
  merge: string
  /** The record that stays, as it is now. */
  record: TenonRecord
}

export interface UnmergeRecordsInput {
  entity: string
  /** Id of the merge. */
  merge: string
}

export interface UnmergedRecords {
  /** The record that the others were merged into, as it is now. */
  record: TenonRecord
  /** Records of the entity that are back. */
  restored: string[]
  /** What is not as it was before the merge, of what the caller may see. */
  left: LeftByUnmerge[]
  /** How many records besides those, which the caller may not see. */
  others: number
}

export interface LeftByUnmerge {
  entity: string
  id: string
  reason: string
}

/** What an entry of a record's history has to do with a merge. */
export interface MergeNote {
  merge: string
  /** Of the record that stayed: those that were merged into it, as far as the reader may see them. */
  from?: MergedRecord[]
  /** Of one that went: where to. Missing where the reader may not see that. */
  into?: MergedRecord
  /** The entry is of the undoing. */
  undone?: true
}

export interface MergedRecord {
  id: string
  /** Null where the reader may not see what it is called by. */
  title: string | null
}
