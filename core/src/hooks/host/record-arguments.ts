import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { RecordFilter } from '@tenon/sdk/contract/query'
import { z } from 'zod'
import { issueText } from '../../model/issue-message.ts'
import { filterProblem } from './filter-problem.ts'

const values = z.custom<JsonObject>((value) => typeof value === 'object' && value !== null && !Array.isArray(value))
const entity = z.string().max(100)
const id = z.string().max(100)
const fields = z.array(z.string().max(200)).max(200).exactOptional()

/** What it asks of other entities counts only as far as the plugin may read them. */
const filter = z.custom<RecordFilter>().superRefine((value, { addIssue }) => {
  const found = filterProblem(value as JsonValue | undefined)
  if (found !== null) addIssue({ code: 'custom', path: found.path, ...issueText(found.message) })
})

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
