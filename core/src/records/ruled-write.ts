import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { CompiledFieldRules, CompiledValidation } from '../model/compiled-model.ts'
import type { PipelinePlace } from './place-in-pipeline.ts'

/** A write as the entity's rules judge it. */
export interface RuledWrite {
  id: string | null
  /** The record's values before the write; null for a new one. */
  old: JsonObject | null
  /** The whole record before the write, common fields among it; null for a new one. */
  before: JsonObject | null
  values: JsonObject
  place: PipelinePlace | null
  /** All values of the record after the write. */
  whole: JsonObject
}

export interface AskedRules {
  validations: readonly CompiledValidation[]
  fields: readonly CompiledFieldRules[]
}
