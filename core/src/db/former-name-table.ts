import type { NamedPart } from '@tenon/sdk/contract/model-names'

/** An old name of a part that goes on working for a while. */
export interface FormerNameTable {
  part: NamedPart
  /** Key of the field's entity, or the stage's pipeline; empty for an entity. */
  scope: string
  name: string
  key: string
  renamed_at: Date
  ends_at: Date
}
