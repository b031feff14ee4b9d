import type { Access } from '../access/make-access.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { ModelStore } from '../model/model-store.ts'
import { nameBook } from '../model/names/name-book.ts'

/** Which entities the actor may read, as clients call them. */
export type ReadableEntities = (ctx: RequestContext) => Promise<ReadonlySet<string>>

interface Dependencies {
  models: Pick<ModelStore, 'get'>
  access: Pick<Access, 'of'>
}

/** Makes the function that tells it of rights alone: `model.view` reads all people besides, which a thousand streams would do at once. */
export function makeReadableEntities({ models, access }: Dependencies): ReadableEntities {
  return async (ctx) => {
    const model = await models.get(ctx.tenant)
    const rights = await access.of(ctx, model)
    const { names } = nameBook(model)
    const readable = [...model.entities.keys()].filter((key) => rights.readable(key) !== null)
    return new Set(readable.map((key) => names.entity(key)))
  }
}
