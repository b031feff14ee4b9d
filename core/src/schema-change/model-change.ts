import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { ModelListView } from '@tenon/sdk/contract/model-document'
import type {
  CompiledEntity,
  CompiledField,
  CompiledFieldRules,
  CompiledModel,
  CompiledPipeline,
  CompiledRollup,
  CompiledUniqueGroup,
  CompiledValidation,
} from '../model/compiled-model.ts'
import type { Rename } from '../model/names/list-renames.ts'

/** What of a field differs. Only some of them touch the table; `metadata` is labels, options, limits checked in core. */
export type FieldAspect =
  | 'type'
  | 'required'
  | 'unique'
  | 'indexed'
  | 'searchable'
  | 'referenceTarget'
  | 'onDelete'
  | 'checks'
  | 'metadata'

/** One difference between two models. Entities, pipelines and views are matched by name, fields by their stable id. */
export type ModelChange =
  | { readonly kind: 'AddEntity'; readonly entity: CompiledEntity }
  | { readonly kind: 'RemoveEntity'; readonly entity: CompiledEntity }
  | { readonly kind: 'EntityMetadata'; readonly entity: CompiledEntity }
  | { readonly kind: 'AddField'; readonly entity: CompiledEntity; readonly field: CompiledField }
  | { readonly kind: 'RemoveField'; readonly entity: CompiledEntity; readonly field: CompiledField }
  | RenameField
  | RenamePart
  | ChangeField
  | ChangeUniqueGroups
  | ChangeRules
  | ChangeDuplicates
  | ChangeRollups
  | { readonly kind: 'AddPipelineColumns'; readonly entity: CompiledEntity }
  | { readonly kind: 'AddPipeline'; readonly pipeline: CompiledPipeline }
  | RemovePipeline
  | ChangePipeline
  | { readonly kind: 'AddView' | 'RemoveView' | 'ChangeView'; readonly view: ModelListView }

export interface RenameField {
  readonly kind: 'RenameField'
  readonly entity: CompiledEntity
  readonly before: CompiledField
  readonly after: CompiledField
}

/** Only what callers of the API call it: its key stays, and with it all that names it. */
export interface RenamePart {
  readonly kind: 'RenamePart'
  readonly rename: Rename
  readonly label: LocalizedText
  /** Whose field it is, or the entity itself; null for a stage. */
  readonly entity: CompiledEntity | null
}

export interface ChangeField {
  readonly kind: 'ChangeField'
  readonly entity: CompiledEntity
  readonly before: CompiledField
  readonly after: CompiledField
  readonly aspects: readonly FieldAspect[]
}

/** Groups of fields whose values together are unique; each is the same while the ids of its fields are. */
export interface ChangeUniqueGroups {
  readonly kind: 'ChangeUniqueGroups'
  readonly entity: CompiledEntity
  readonly added: readonly CompiledUniqueGroup[]
  readonly removed: readonly CompiledUniqueGroup[]
}

/** What an entity asks of its records as expressions. */
export interface ChangeRules {
  readonly kind: 'ChangeRules'
  readonly entity: CompiledEntity
  readonly model: CompiledModel
  /** New ones, and those that are others now. */
  readonly validations: readonly CompiledValidation[]
  readonly fields: readonly CompiledFieldRules[]
  /** What those that are gone were called, or whose they were. */
  readonly removed: readonly LocalizedText[]
}

/** By which rules an entity's records are taken for the same thing: what these are called. */
export interface ChangeDuplicates {
  readonly kind: 'ChangeDuplicates'
  readonly entity: CompiledEntity
  /** New ones, and those that are others now. */
  readonly changed: readonly LocalizedText[]
  readonly removed: readonly LocalizedText[]
}

/** Which figures over all of an entity's records are kept ready. */
export interface ChangeRollups {
  readonly kind: 'ChangeRollups'
  readonly entity: CompiledEntity
  /** New ones, and those that are others now. */
  readonly changed: readonly CompiledRollup[]
  readonly removed: readonly CompiledRollup[]
}

export interface RemovePipeline {
  readonly kind: 'RemovePipeline'
  readonly pipeline: CompiledPipeline
  /** The entity whose records may still be in it; null where the entity goes as well. */
  readonly entity: CompiledEntity | null
}

export interface ChangePipeline {
  readonly kind: 'ChangePipeline'
  readonly before: CompiledPipeline
  readonly pipeline: CompiledPipeline
  readonly entity: CompiledEntity
  /** Names of stages that are gone. */
  readonly removedStages: readonly string[]
}

/** The two models that a plan leads from and to; `before` is null for a tenant's first. */
export interface ModelPair {
  readonly before: CompiledModel | null
  readonly after: CompiledModel
}
