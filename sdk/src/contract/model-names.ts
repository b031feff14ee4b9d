/**
 * What parts of a model are called where that is not their key. The key is the name that a part was first published
 * under: tables, plugins' code, stored values and edits go by it, so that a new name moves nothing.
 */
export interface ModelNames {
  /** Key of the entity → its name. */
  entities?: Record<string, string>
  /** Key of the entity → key of the field → its name. */
  fields?: Record<string, Record<string, string>>
  /** Name of the pipeline → key of the stage → its name. */
  stages?: Record<string, Record<string, string>>
}

export const NAMED_PARTS = ['entity', 'field', 'stage'] as const
export type NamedPart = (typeof NAMED_PARTS)[number]

/** Days for which a part's old name goes on working after it was given another one. */
export const FORMER_NAME_DAYS = 90

/** A part by the names that it has now: an entity, a field of one, or a stage of a pipeline. */
export type PartPlace =
  | { part: 'entity'; entity: string }
  | { part: 'field'; entity: string; field: string }
  | { part: 'stage'; pipeline: string; stage: string }

/** An old name that still works. Answers have the new one. */
export interface FormerName {
  place: PartPlace
  formerName: string
  /** RFC 3339. */
  renamedAt: string
  /** From then on the old name is unknown. */
  endsAt: string
}

export interface RenamePartInput {
  /** By the names that the draft has. */
  place: PartPlace
  /** camelCase; its key gives a part the name back that it was first published under. */
  name: string
}

export interface EndFormerNameInput {
  /** By the names that the model in force has. */
  place: PartPlace
  formerName: string
}
