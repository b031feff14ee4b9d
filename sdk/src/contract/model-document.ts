import type { EntitySchema } from './entity-schema.ts'
import type { FormRules } from './form-rules.ts'
import type { LocalizedText } from './locale.ts'
import type { ModelNames } from './model-names.ts'
import type { PipelineSchema } from './pipeline-schema.ts'
import type { ActionDeclaration } from './plugin-manifest.ts'
import type { ViewSchema } from './view-schema.ts'

/** Where a part of the model comes from: a plugin's id, or `tenant` for an admin's own edit. */
export type PartSource = string

/**
 * The model in force for a tenant: plugins' parts merged, the tenant's edits on top.
 * Plain JSON; it is what is stored per version, what two versions are compared by, and what clients render from.
 */
export interface ModelDocument {
  entities: Record<string, ModelEntity>
  pipelines: Record<string, ModelPipeline>
  /** Missing in versions that were published before there were views. */
  views?: Record<string, ModelListView>
  /** Parts that were given another name; all else in the document goes by keys. Missing where there are none. */
  names?: ModelNames
}

export interface ModelEntity extends EntitySchema {
  source: PartSource
  /** Field name → who declared it. */
  fieldSources: Record<string, PartSource>
  /** Computed field → hash of the code and definition that give its values: values of another hash are to be worked out again. */
  fieldCode?: Record<string, string>
}

export interface ModelPipeline extends PipelineSchema {
  source: PartSource
}

/** A list of an entity that has a name. */
export interface ModelListView extends ViewSchema {
  source: PartSource
}

/**
 * A tenant's own layer: an RFC 7396 merge patch over the plugins' merged document, kept per attribute,
 * so that an upgrade of a plugin can be merged with it.
 */
export interface TenantEdits {
  entities?: { [entity: string]: { properties?: { [field: string]: unknown }; [attribute: string]: unknown } }
  pipelines?: { [pipeline: string]: { [attribute: string]: unknown } }
  views?: { [view: string]: { [attribute: string]: unknown } }
  /** The new names of parts; all else in stored edits goes by keys. */
  names?: ModelNames
}

/** What clients get of the model: only what the actor may see, with what the actor may do. */
export interface ModelView {
  version: number
  locale: string
  entities: Record<string, ModelViewEntity>
  pipelines: Record<string, ModelPipeline>
  /** Without fields that the actor may not read, and without those whose filter needs one; the actor filled in. */
  views: Record<string, ModelListView>
  /** IANA zone in which the tenant's days begin. Missing: UTC. */
  timeZone?: string
  /** Who looks, as conditions know them; null for nobody whom they know. */
  actor?: { id: string | null; roles: string[]; team: string | null } | null
  /** Ids and names of active users, for owner and user fields. */
  users: Array<{ id: string; name: string }>
  /** Ids and names of teams that are not archived, for team fields; missing where there are none. */
  teams?: Array<{ id: string; name: string }>
  /** What roles are called that the tenant has made or changed, by their names; missing where there are none. */
  roleLabels?: Record<string, LocalizedText>
  /** What the plugins are called that declare entities which the actor sees, by their ids. Missing: of an older server, or none. */
  pluginLabels?: Record<string, LocalizedText>
  /** Old names that still work → today's. Missing where there are none. */
  formerNames?: FormerNames
}

export interface FormerNames {
  entities: Record<string, string>
  /** Entity → old name of a field → today's. */
  fields: Record<string, Record<string, string>>
}

export interface ModelViewEntity extends ModelEntity {
  access: {
    create: boolean
    update: boolean
    delete: boolean
    /** Of the two before, what holds of some of the records only, such as one's own. Missing: neither. */
    ofSome?: Array<'update' | 'delete'>
    /** Whether records that may be changed may be shared. Missing: no. */
    share?: boolean
    /** That records have tags, which the actor sees; missing: they do not, or the field of that name is the entity's own. */
    tags?: true
    /** Fields the actor may write. Readable ones are those in `properties`. */
    writableFields: string[]
    /** Sensitive fields: records name them in `$masked` instead of telling their values. Missing: none. */
    maskedFields?: string[]
    /** Those of them that the actor may have shown by `records.reveal`, and filter by. */
    revealableFields?: string[]
  }
  /** Those of its rules that a form can judge by itself; missing where there are none. */
  rules?: FormRules
  /** Actions of plugins that the actor may run on it. */
  actions: ModelViewAction[]
}

export interface ModelViewAction extends Omit<ActionDeclaration, 'entity'> {
  plugin: string
}
