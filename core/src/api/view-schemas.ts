import {
  type KnownRecordsInput,
  PERSONAL_LIMITS,
  type RecordPlace,
  type SaveColumnsInput,
  type SetFavouriteInput,
  type ViewPlace,
} from '@tenon/sdk/contract/personal-api'
import type { RecordFilter } from '@tenon/sdk/contract/query'
import {
  type CreateSavedViewInput,
  type GetSavedViewInput,
  type ListSavedViewsInput,
  type ReorderViewsInput,
  type SavedViewVersionInput,
  type UpdateSavedViewInput,
  VIEW_LIMITS,
  type ViewAudience,
} from '@tenon/sdk/contract/views-api'
import { z } from 'zod'

type Exact<T> = z.ZodType<T, T>

const name = z.string().min(1).max(200)
const id = z.uuid()
// A union can only say that none of its forms fits; `compileFilter` says what is wrong where, within its own bounds.
const filter = z.record(z.string(), z.unknown()) as unknown as Exact<RecordFilter>
const sort = z
  .array(z.strictObject({ field: z.string().min(1).max(600), direction: z.exactOptional(z.enum(['asc', 'desc'])) }))
  .max(VIEW_LIMITS.sort)
const roles = z.array(z.string().min(1).max(100)).max(VIEW_LIMITS.audience)
const audience: Exact<ViewAudience> = z.union([
  z.enum(['nobody', 'everyone']),
  z.strictObject({ roles, teams: z.array(id).max(VIEW_LIMITS.audience) }),
])
const definition = {
  where: z.exactOptional(filter.nullable()),
  sort: z.exactOptional(sort.nullable()),
  columns: z.exactOptional(z.array(name).max(VIEW_LIMITS.columns).nullable()),
}
const words = { sharedWith: z.exactOptional(audience), defaultFor: z.exactOptional(roles) }
const viewName = z.string().max(1_000)

export const listSavedViewsInput: Exact<ListSavedViewsInput> = z.strictObject({ entity: z.exactOptional(name) })
export const getSavedViewInput: Exact<GetSavedViewInput> = z.strictObject({ id, entity: z.exactOptional(name) })
export const createSavedViewInput: Exact<CreateSavedViewInput> = z.strictObject({
  ...{ entity: name, name: viewName },
  ...definition,
  ...words,
})
const version = { id, version: z.int().min(0) }
export const savedViewVersionInput: Exact<SavedViewVersionInput> = z.strictObject(version)
export const updateSavedViewInput: Exact<UpdateSavedViewInput> = z.strictObject({
  ...version,
  name: z.exactOptional(viewName),
  ...definition,
  ...words,
})
export const reorderViewsInput: Exact<ReorderViewsInput> = z.strictObject({
  entity: name,
  ids: z
    .array(id)
    .max(VIEW_LIMITS.ownPerEntity + VIEW_LIMITS.sharedPerEntity)
    .refine((ids) => new Set(ids).size === ids.length),
})

const place = { entity: name, view: name }
const recordPlace = { entity: name, id }
const column = z.strictObject({
  field: name,
  width: z.exactOptional(z.int().min(PERSONAL_LIMITS.narrowest).max(PERSONAL_LIMITS.widest)),
})
export const viewPlaceInput: Exact<ViewPlace> = z.strictObject(place)
export const saveColumnsInput: Exact<SaveColumnsInput> = z.strictObject({
  ...place,
  columns: z.array(column).min(1).max(PERSONAL_LIMITS.columns).nullable(),
})
export const recordPlaceInput: Exact<RecordPlace> = z.strictObject(recordPlace)
export const setFavouriteInput: Exact<SetFavouriteInput> = z.strictObject({ ...recordPlace, favourite: z.boolean() })
export const knownRecordsInput: z.ZodOptional<Exact<KnownRecordsInput>> = z.optional(
  z.strictObject({ entity: z.exactOptional(name), limit: z.exactOptional(z.int().min(1).max(200)) }),
)
