import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { CompiledEntity, CompiledField } from '../../model/compiled-model.ts'

/** Records of one entity that are erased together. */
export interface ErasedBatch {
  entity: CompiledEntity
  ids: readonly string[]
  /** Personal ones. */
  fields: readonly CompiledField[]
  /** The records are the person's own, so that all that was put aside of them goes too. */
  own: boolean
  /** What is to stand in fields that must have a value, where somebody had to choose it. */
  chosen: JsonObject
  locale: Locale
}
