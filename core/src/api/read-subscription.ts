import type { RecordFilter } from '@tenon/sdk/contract/query'
import { z } from 'zod'
import type { RequestContext } from '../context/request-context.ts'
import { nameBook } from '../model/names/name-book.ts'
import type { Followed } from '../records/judge-changes.ts'
import { keyedInput } from '../records/names/keyed-input.ts'
import type { ApiDependencies } from './api-services.ts'
import { type Query, readListQuery } from './rest-input.ts'
import { makeUseView } from './use-view.ts'

const subscription = z.strictObject({
  entity: z.exactOptional(z.string().min(1).max(200)),
  record: z.exactOptional(z.uuid()),
  where: z.exactOptional(z.string()),
  view: z.exactOptional(z.string()),
})

/**
 * What `?entity=deal&record=<id>`, `?entity=deal&where={…}` or `?entity=deal&view=<id>` asks to follow; null for all that there is
 * to hear. A view counts as it is now: a stream that was opened before somebody changes it follows the old one.
 * @throws TenonError FORBIDDEN, NOT_FOUND, BAD_REQUEST as for the record or list that is asked about
 */
export async function readSubscription(
  ctx: RequestContext,
  query: Query,
  { services, models }: Pick<ApiDependencies, 'services' | 'models'>,
): Promise<Followed | null> {
  const { entity, record, where, view } = subscription.parse(query)
  if (entity === undefined) {
    z.strictObject({}).parse(query)
    return null
  }
  const asked = readListQuery(entity, where === undefined ? {} : { where }, ctx.locale)
  const list = await makeUseView(services)(ctx, { input: asked, view })
  const one: RecordFilter[] = record === undefined ? [] : [{ field: 'id', op: 'eq', value: record }]
  const parts = [...one, ...(list.where === undefined ? [] : [list.where])]
  const followed = parts.length === 0 ? {} : { where: parts.length === 1 ? parts[0] : { and: parts } }
  // Whoever may not read it, or asks for what there is not, learns it as from any list.
  if (record !== undefined) await services.records.get(ctx, { entity, id: record, fields: [] })
  else await services.records.find(ctx, { entity, ...(list.where && { where: list.where }), fields: [], limit: 1 })
  const book = nameBook(await models.get(ctx.tenant))
  const key = keyedInput(ctx, book, { entity }).entity
  return { entity: book.names.entity(key), key, ...followed }
}
