import type { RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import { makeOnceTelling } from './make-once-telling.ts'

type Verb<Input, Answer> = (ctx: RequestContext, input: Input) => Promise<Answer>

/** As `makeOnceTelling`, for verbs whose answer is the one that is kept. */
export function makeOnce(dependencies: { database: Database }) {
  const once = makeOnceTelling(dependencies)
  return function onceForOne<Input, Answer extends object>(
    name: string,
    verb: Verb<Input, Answer>,
  ): Verb<Input, Answer> {
    // What the same verb has given to the same input.
    return once(name, verb, (_, [answer]) => answer as unknown as Answer)
  }
}
