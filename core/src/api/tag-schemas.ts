import { HUES } from '@tenon/sdk/contract/field-type'
import {
  type CreateTagInput,
  type DeleteTagInput,
  type ListTagsInput,
  type MergeTagsInput,
  TAG_LIMITS,
  type UpdateTagInput,
} from '@tenon/sdk/contract/tags-api'
import { z } from 'zod'

/** A schema that takes and gives exactly `T`: nothing is coerced at the edge. */
type Exact<T> = z.ZodType<T, T>

const id = z.uuid()
// Longer than a name may be, so that the answer to a long one says how long.
const name = z.string().max(1_000)
const entity = z.string().min(1).max(200)
const entities = z.array(entity).min(1).max(TAG_LIMITS.entities).nullable()
const hue = z.enum(HUES)
const records = z.int().min(0)

export const listTagsInput: Exact<ListTagsInput | undefined> = z
  .strictObject({
    entity: z.exactOptional(entity),
    search: z.exactOptional(z.string().max(200)),
    ids: z.exactOptional(z.array(id).max(TAG_LIMITS.ids)),
    archived: z.exactOptional(z.boolean()),
    limit: z.exactOptional(z.int().min(1).max(200)),
    after: z.exactOptional(id),
  })
  .optional()
export const createTagInput: Exact<CreateTagInput> = z.strictObject({
  name,
  hue: z.exactOptional(hue),
  entities: z.exactOptional(entities),
})
export const updateTagInput: Exact<UpdateTagInput> = z.strictObject({
  id,
  name: z.exactOptional(name),
  hue: z.exactOptional(hue),
  entities: z.exactOptional(entities),
  archived: z.exactOptional(z.boolean()),
})
export const countTagsInput: Exact<{ ids: string[] }> = z.strictObject({ ids: z.array(id).max(TAG_LIMITS.counts) })
export const deleteTagInput: Exact<DeleteTagInput> = z.strictObject({ id, records })
export const mergeTagsInput: Exact<MergeTagsInput> = z.strictObject({ id, into: id, records })
