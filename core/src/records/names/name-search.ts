import type { ModelStore } from '../../model/model-store.ts'
import { nameBook } from '../../model/names/name-book.ts'
import type { SearchRecords } from '../search-records.ts'
import { entityKey } from './keyed-input.ts'

/** Searching all entities as the API has it: by names. */
export function nameSearch(models: Pick<ModelStore, 'get'>, search: SearchRecords): SearchRecords {
  return async (ctx, input) => {
    const book = nameBook(await models.get(ctx.tenant))
    if (book.isPlain) return search(ctx, input)
    const entities = input.entities?.map((name) => entityKey(ctx, book, name))
    const { hits } = await search(ctx, { ...input, ...(entities !== undefined && { entities }) })
    return {
      hits: hits.map((hit) => ({
        ...hit,
        entity: book.names.entity(hit.entity),
        field: book.names.field(hit.entity, hit.field),
      })),
    }
  }
}
