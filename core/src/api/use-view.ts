import { textIn } from '@tenon/sdk/contract/locale'
import type { RecordFilter, SortKey } from '@tenon/sdk/contract/query'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { ViewDefinition } from '@tenon/sdk/contract/views-api'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import type { RequestContext } from '../context/request-context.ts'
import type { ApiServices } from './api-services.ts'

/** The id of a saved view, or the name of one that the model declares. */
const viewParameter = z.strictObject({ view: z.string().min(1).max(200) })
const UUID = z.uuid()

interface Listed {
  where?: RecordFilter
  sort?: SortKey[]
  fields?: string[]
}

interface Used<Input> {
  /** What is asked besides: it narrows the view's filter, and stands before its order and columns. */
  input: Input & { entity: string }
  view: unknown
  /** Hears of parts that are not for the caller, and so are left out. */
  reply?: FastifyReply
}

export type UseView = <Input extends Listed>(ctx: RequestContext, used: Used<Input>) => Promise<Input>

/**
 * Makes the function that asks a list for what a view shows, over REST: `?view=<id>`.
 * @throws TenonError NOT_FOUND for a view that the caller does not have, or one of another entity
 */
export function makeUseView({ views, model }: Pick<ApiServices, 'views' | 'model'>): UseView {
  async function definitionOf(ctx: RequestContext, { entity, view }: { entity: string; view: string }) {
    if (UUID.safeParse(view).success) return views.get(ctx, { id: view, entity })
    const { views: declared } = await model.view(ctx)
    const found = Object.hasOwn(declared, view) ? declared[view] : undefined
    if (found?.entity !== entity) throw noView(ctx)
    const { where = null, sort = null, fields = null } = found
    return { where, sort, columns: fields, omitted: { hidden: 0, gone: [] } }
  }

  return async (ctx, { input, view: given, reply }) => {
    if (given === undefined) return input
    const { view } = viewParameter.parse({ view: given })
    const { omitted, ...definition } = await definitionOf(ctx, { entity: input.entity, view })
    const missing = omitted.hidden + omitted.gone.length
    if (missing > 0) reply?.header('tenon-view-omitted', String(missing))
    return narrowed(input, definition)
  }
}

function narrowed<Input extends Listed>(input: Input, { where, sort, columns }: ViewDefinition): Input {
  const filters = [where ?? [], input.where ?? []].flat()
  const [only] = filters
  return {
    ...input,
    ...(only !== undefined && { where: filters.length === 1 ? only : { and: filters } }),
    ...(input.sort === undefined && sort !== null && { sort }),
    ...(input.fields === undefined && columns !== null && { fields: columns }),
  }
}

function noView({ locale }: RequestContext): TenonError {
  const message = { en: 'There is no such view.', 'zh-CN': '没有该视图。' }
  return new TenonError({ code: 'NOT_FOUND', message: textIn(message, locale) })
}
