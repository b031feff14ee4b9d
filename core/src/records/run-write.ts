import type { RawBuilder } from 'kysely'
import { originOf } from '../audit/origin-of.ts'
import { runKept, slot } from './kept-statement.ts'
import type { Queryable } from './queryable.ts'
import type { RecordScope } from './record-scope.ts'

/** What a write's statement is given of its rows. */
export interface InputTexts {
  /** Of `inputTexts`. */
  texts: readonly string[]
  /** How many rows there are. */
  count: number
}

interface Write<Row> {
  /** Tells the statement from others over the entity; null where it says more of this write than its input does. */
  key: string | null
  input: InputTexts
  build: (scope: RecordScope, input: InputTexts) => RawBuilder<Row>
}

/** Runs a write's statement, put together by an earlier write of the same kind where there was one. */
export async function runWrite<Row>(
  db: Queryable,
  scope: RecordScope,
  { key, input, build }: Write<Row>,
): Promise<Row[]> {
  if (key === null) return (await build(scope, input).execute(db)).rows
  const { texts, count } = input
  const { ctx, access } = scope
  const asked: RecordScope = {
    ...scope,
    origin: slot<string>('origin'),
    ctx: { ...ctx, requestId: slot<string>('request'), depth: slot<number>('depth') },
  }
  const { rows } = await runKept(db, {
    access,
    key,
    build: () => ({
      statement: build(asked, {
        texts: texts.map((_, index) => slot<string>(`input${index}`)),
        count: slot<number>('count'),
      }),
    }),
    values: {
      ...{ request: ctx.requestId, depth: ctx.depth, origin: originOf(ctx), count },
      ...Object.fromEntries(texts.map((text, index) => [`input${index}`, text])),
    },
  })
  return rows
}
