import type { RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import { makeOnceTelling } from './make-once-telling.ts'

type Verb<Input, Answer> = (ctx: RequestContext, input: Input) => Promise<Answer>

/** As `makeOnceTelling`, for verbs whose answer is the one that is kept, or what `again` makes of it. */
export function makeOnce(dependencies: { database: Database }) {
  const once = makeOnceTelling(dependencies)
  return function onceForOne<Input, Answer extends object>(
    name: string,
    verb: Verb<Input, Answer>,
    again: (ctx: RequestContext, input: Input, answer: Answer) => Answer | Promise<Answer> = (_, __, answer) => answer,
  ): Verb<Input, Answer> {
    // What the same verb has given to the same input.
    return once(name, verb, (ctx, [answer], input) => again(ctx, input, answer as unknown as Answer))
  }
}
