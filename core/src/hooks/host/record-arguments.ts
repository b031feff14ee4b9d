import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { COUNT_OPERATORS, FILTER_LIMITS, FILTER_OPERATORS, type RecordFilter } from '@tenon/sdk/contract/query'
import { z } from 'zod'

const jsonValue = z.custom<JsonValue>((value) => value !== undefined)
const values = z.custom<JsonObject>((value) => typeof value === 'object' && value !== null && !Array.isArray(value))
const entity = z.string().max(100)
const id = z.string().max(100)
const fields = z.array(z.string().max(200)).max(200).exactOptional()

const children = z.string().max(200)
const count = z.strictObject({
  op: z.enum(COUNT_OPERATORS),
  value: z.int().min(0).max(FILTER_LIMITS.children),
})

/** What it asks of other entities counts only as far as the plugin may read them. */
const filter: z.ZodType<RecordFilter> = z.lazy(() =>
  z.union([
    z.strictObject({ and: z.array(filter) }),
    z.strictObject({ or: z.array(filter) }),
    z.strictObject({ not: filter }),
    z.strictObject({
      field: z.string().max(200),
      op: z.enum(FILTER_OPERATORS),
      value: jsonValue.exactOptional(),
    }),
    z.strictObject({ children, any: filter }),
    z.strictObject({ children, none: filter }),
    z.strictObject({ children, all: filter }),
    z.strictObject({ children, count, where: filter.exactOptional() }),
  ]),
)

/**
 * What each method takes. Closed lists: `expand` and `deleted` are not among them, because they would show records
 * beyond the entity that the capability names.
 */
export const RECORD_ARGUMENTS = {
  find: z.strictObject({
    entity,
    where: filter.exactOptional(),
    search: z.string().max(500).exactOptional(),
    sort: z
      .array(z.strictObject({ field: z.string().max(200), direction: z.enum(['asc', 'desc']).exactOptional() }))
      .max(10)
      .exactOptional(),
    fields,
    limit: z.int().min(1).max(200).exactOptional(),
    after: z.string().max(4000).exactOptional(),
    before: z.string().max(4000).exactOptional(),
    count: z.boolean().exactOptional(),
  }),
  get: z.strictObject({ entity, id, fields }),
  create: z.strictObject({ entity, values }),
  update: z.strictObject({ entity, id, version: z.int(), values }),
  link: z.strictObject({ entity, id, field: z.string().max(200), to: id.nullable() }),
  delete: z.strictObject({ entity, id, version: z.int() }),
}
