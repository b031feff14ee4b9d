import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import { makeOnceTelling } from './make-once-telling.ts'

type Verb<Input> = (ctx: RequestContext, input: Input) => Promise<TenonRecord>

/** As `makeOnceTelling`, for verbs that change one record and answer with it. */
export function makeOnce(dependencies: { database: Database }) {
  const once = makeOnceTelling(dependencies)
  return function onceForOne<Input>(name: string, verb: Verb<Input>): Verb<Input> {
    return once(name, verb, (_, [record]) => record as TenonRecord)
  }
}
