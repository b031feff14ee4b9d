import type { LocalizedText } from './locale.ts'
import type { StrandedRecords } from './stage-mapping.ts'

export type DriftKind =
  | 'missingTable'
  | 'missingColumn'
  | 'columnType'
  | 'nullability'
  | 'missingConstraint'
  | 'unvalidatedConstraint'
  | 'missingIndex'
  | 'invalidIndex'
  | 'unknownTable'
  | 'unknownColumn'
  | 'leftover'
  | 'rollups'
  | 'strandedRecords'

/** One difference between the database and the model in force. */
export interface DriftItem {
  kind: DriftKind
  /** Table in the tenant's schema, and the column, constraint or index in it; empty for the table itself. */
  table: string
  object: string
  /** In words, with what is expected and what is there. */
  text: LocalizedText
  /** `repairDrift` brings it in step; what somebody else has added is left alone. */
  repairable: boolean
}

/** What the database has and the model does not say, and the other way round. */
export interface ModelDrift {
  /** Version in force; 0 without a model. */
  version: number
  checkedAt: string
  items: DriftItem[]
  /** Records in stages that do not exist: `repairDrift` moves them where it is told to. */
  stranded: StrandedRecords[]
}
