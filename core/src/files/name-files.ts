import type { RequestContext } from '../context/request-context.ts'
import type { ModelStore } from '../model/model-store.ts'
import { nameBook } from '../model/names/name-book.ts'
import { keyedInput } from '../records/names/keyed-input.ts'

type Verb<Input, Result> = (ctx: RequestContext, input: Input) => Promise<Result>

/** A verb on files as the API has it: the entity and the field that hold the file go by their names. */
export function nameFiles<Input extends object, Result>(
  models: Pick<ModelStore, 'get'>,
  verb: Verb<Input, Result>,
): Verb<Input, Result> {
  return async (ctx, input) => {
    if (!('entity' in input && 'field' in input)) return verb(ctx, input)
    const { entity, field } = input as { entity: string; field: string }
    const keyed = keyedInput(ctx, nameBook(await models.get(ctx.tenant)), { entity, field })
    return verb(ctx, { ...input, ...keyed })
  }
}
