import type { NamedPart } from '@tenon/sdk/contract/model-names'

/** An old name that still works, as it is stored: by the part's key, so that further new names do not touch it. */
export interface FormerEntry {
  readonly part: NamedPart
  /** Key of the field's entity, or the stage's pipeline; empty for an entity. */
  readonly scope: string
  readonly key: string
  readonly name: string
  readonly renamedAt: Date
  readonly endsAt: Date
}
