import type { CreateTagInput, TagInfo, TagsApi } from '@tenon/sdk/contract/tags-api'
import type { RequestContext } from '../../context/request-context.ts'
import type { WithContext } from '../../identity/with-context.ts'
import type { ModelStore } from '../../model/model-store.ts'
import { nameBook } from '../../model/names/name-book.ts'
import { entityKey } from './keyed-input.ts'

/** The verbs on tags as the API has them: entities by names. */
export function nameTags(models: Pick<ModelStore, 'get'>, tags: WithContext<TagsApi>): WithContext<TagsApi> {
  const bookOf = async (ctx: RequestContext) => nameBook(await models.get(ctx.tenant))

  async function keyed<Input extends Pick<CreateTagInput, 'entities'>>(ctx: RequestContext, input: Input) {
    const book = await bookOf(ctx)
    if (book.isPlain || !input.entities) return input
    return { ...input, entities: input.entities.map((name) => entityKey(ctx, book, name)) }
  }
  async function named(ctx: RequestContext, list: TagInfo[]): Promise<TagInfo[]> {
    const { isPlain, names } = await bookOf(ctx)
    if (isPlain) return list
    return list.map((tag) => ({ ...tag, entities: tag.entities?.map((key) => names.entity(key)) ?? null }))
  }
  const namedOne = async (ctx: RequestContext, tag: TagInfo) => (await named(ctx, [tag]))[0] ?? tag

  return {
    ...tags,
    async list(ctx, input = {}) {
      const book = await bookOf(ctx)
      const { entity } = input
      const asked = entity === undefined ? input : { ...input, entity: entityKey(ctx, book, entity) }
      const page = await tags.list(ctx, asked)
      return { ...page, tags: await named(ctx, page.tags) }
    },
    create: async (ctx, input) => namedOne(ctx, await tags.create(ctx, await keyed(ctx, input))),
    update: async (ctx, input) => namedOne(ctx, await tags.update(ctx, await keyed(ctx, input))),
  }
}
