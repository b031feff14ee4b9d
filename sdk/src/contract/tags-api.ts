import type { Hue } from './field-type.ts'

/** `perTenant` counts archived ones too. `ids`: how many can be asked for at once; `counts`: counted at once. */
export const TAG_LIMITS = { name: 60, perRecord: 50, perTenant: 20_000, entities: 200, ids: 200, counts: 100 } as const

/** Right, named by roles, by which the catalogue of tags is managed; admins have it. */
export const MANAGE_TAGS = 'manageTags'

/**
 * The tags that records can have, of whatever entity. A record's own are its field `tags`: a list of ids, which comes only
 * where a caller names the field. End customers see none of them.
 */
export interface TagsApi {
  /** By name, a page at a time; for all staff. Entities that the caller may not read are not named. */
  list(input?: ListTagsInput): Promise<TagPage>
  /**
   * For whoever may manage tags; and, where the tenant lets people make tags as they type them, for whoever may change
   * records of an entity that the tag is for. VALIDATION_FAILED where there is a tag of that name, capitals and full-width
   * forms aside.
   */
  create(input: CreateTagInput): Promise<TagInfo>
  /** Only what is given changes. For whoever may manage tags, as all that follows. */
  update(input: UpdateTagInput): Promise<TagInfo>
  /** On how many live records each tag is, whoever may see those. At most 100 tags. */
  counts(input: { ids: string[] }): Promise<TagCount[]>
  /**
   * Takes a tag off all records that have it, and then away; from its first call on nobody can put it on a record. Each
   * record is in the audit trail. A call works for some seconds: it is to be made again until nothing is `left`.
   * CONFLICT where the tag is on more records than `records` says, which is asked for so that nobody is surprised.
   */
  delete(input: DeleteTagInput): Promise<TagRemoval>
  /** The same, and every record that had it gets the other tag in its place. */
  merge(input: MergeTagsInput): Promise<TagRemoval>
}

export interface TagInfo {
  id: string
  /** 1–60 characters. */
  name: string
  hue: Hue
  /** Entities whose records it can be put on; null: all. */
  entities: string[] | null
  /** Stays on the records that have it, and is put on no other. */
  archived: boolean
  /** Whether it is being taken off all records. */
  leaving: boolean
}

export interface ListTagsInput {
  /** Those that can be put on records of this entity. */
  entity?: string
  /** Text that the name contains, capitals and full-width forms aside. */
  search?: string
  /** Only these; what is no tag any more is left out. At most 200. */
  ids?: string[]
  /** Also archived ones. Default: no; where `ids` are given: yes. */
  archived?: boolean
  /** 1–200, default 50. */
  limit?: number
  /** `next` of the page before. */
  after?: string
}

export interface TagPage {
  tags: TagInfo[]
  /** For `after`; null where no tag follows. */
  next: string | null
  /** What the caller may do with the catalogue. */
  mayManage: boolean
  /** Whether the caller may make tags, by typing new names; of the entity that was asked for. */
  mayCreate: boolean
}

export interface CreateTagInput {
  name: string
  /** Missing: one that goes round. */
  hue?: Hue
  entities?: string[] | null
}

export interface UpdateTagInput {
  id: string
  name?: string
  hue?: Hue
  /** Records of other entities that have it keep it. */
  entities?: string[] | null
  archived?: boolean
}

export interface TagCount {
  id: string
  records: number
}

export interface DeleteTagInput {
  id: string
  /** On how many live records the caller takes the tag to be. */
  records: number
}

export interface MergeTagsInput extends DeleteTagInput {
  /** The tag that stays. */
  into: string
}

export interface TagRemoval {
  /** Records that this call has changed, deleted ones among them. */
  done: number
  /** Live records that still have the tag; 0: it is gone. */
  left: number
}
