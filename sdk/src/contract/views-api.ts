import type { RecordFilter, SortKey } from './query.ts'

/** Lists of an entity that people have given a name, beside those that the model declares. For staff and API keys. */
export interface ViewsApi {
  /** Views that the caller has or shares, in their order; of all entities that he may read where none is named. */
  list(input: ListSavedViewsInput): Promise<SavedView[]>
  /** One that the caller has or shares. NOT_FOUND for any other, and for one of another entity than the one that is named. */
  get(input: GetSavedViewInput): Promise<SavedView>
  /** A person's own view, or one of nobody's for those who may change shared views. BAD_REQUEST for what no list can be asked. */
  create(input: CreateSavedViewInput): Promise<SavedView>
  /** Only what is given changes. FORBIDDEN for a shared view of somebody else; VERSION_CONFLICT where that was changed. */
  update(input: UpdateSavedViewInput): Promise<SavedView>
  delete(input: SavedViewVersionInput): Promise<SavedView>
  /** Gives these, all of one entity, this order among each other; each is one that the caller may change. */
  reorder(input: ReorderViewsInput): Promise<SavedView[]>
}

/** Who has it may change views that others share, and say which one a role begins with. Admins may too. */
export const MANAGE_VIEWS_RIGHT = 'manageViews'

export const VIEW_LIMITS = {
  name: 100,
  columns: 200,
  sort: 5,
  ownPerEntity: 100,
  sharedPerEntity: 200,
  audience: 50,
} as const

export interface ListSavedViewsInput {
  entity?: string
}

export interface GetSavedViewInput {
  id: string
  entity?: string
}

/** Who sees a view besides its owner: nobody, everybody, or those with one of the roles and in one of the teams. */
export type ViewAudience = 'nobody' | 'everyone' | { roles: string[]; teams: string[] }

/** What a view shows. A value of the filter may be a placeholder, `{ "$actor": true }` or `{ "$today": -7 }`: the server fills it in when it is asked. */
export interface ViewDefinition {
  /** Null: all records. */
  where: RecordFilter | null
  /** Null: newest first. */
  sort: SortKey[] | null
  /** Null: those of the entity's list. */
  columns: string[] | null
}

export interface SavedView extends ViewDefinition {
  id: string
  entity: string
  name: string
  /** Null: nobody's, as one that an API key has made. */
  owner: { id: string; name: string } | null
  sharedWith: ViewAudience
  /** Roles whose people begin with it. */
  defaultFor: string[]
  version: number
  updatedAt: string
  /** Whether the caller may. */
  canChange: boolean
  /** Whether a role of the caller begins with it. */
  isDefault: boolean
  /** What the caller does not get of it. */
  omitted: OmittedParts
}

export interface OmittedParts {
  /** Conditions, columns and sort keys that are not for the caller. */
  hidden: number
  /** Names of fields that these used which are gone, or can no longer be used so; told only to those who may change it. */
  gone: string[]
}

export interface CreateSavedViewInput extends Partial<ViewDefinition> {
  entity: string
  /** 1–100 characters. */
  name: string
  /** Default: nobody. */
  sharedWith?: ViewAudience
  defaultFor?: string[]
}

export interface UpdateSavedViewInput extends Partial<ViewDefinition>, SavedViewVersionInput {
  name?: string
  sharedWith?: ViewAudience
  defaultFor?: string[]
}

export interface SavedViewVersionInput {
  id: string
  /** The version that the caller has seen. */
  version: number
}

export interface ReorderViewsInput {
  entity: string
  ids: string[]
}
