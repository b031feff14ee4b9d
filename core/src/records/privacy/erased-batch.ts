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
  locale: Locale
}
