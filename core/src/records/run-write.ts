import type { RawBuilder } from 'kysely'
import { originOf } from '../audit/origin-of.ts'
import { runKept, slot } from './kept-statement.ts'
import type { Queryable } from './queryable.ts'
import type { RecordScope } from './record-scope.ts'

interface Write<Row> {
  /** Tells the statement from others over the entity; null where it says more of this write than its input does. */
  key: string | null
  /** Of `inputTexts`. */
  texts: readonly string[]
  build: (scope: RecordScope, input: readonly string[]) => RawBuilder<Row>
}

/** Runs a write's statement, put together by an earlier write of the same kind where there was one. */
export async function runWrite<Row>(
  db: Queryable,
  scope: RecordScope,
  { key, texts, build }: Write<Row>,
): Promise<Row[]> {
  if (key === null) return (await build(scope, texts).execute(db)).rows
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
      statement: build(
        asked,
        texts.map((_, index) => slot<string>(`input${index}`)),
      ),
    }),
    values: {
      ...{ request: ctx.requestId, depth: ctx.depth, origin: originOf(ctx) },
      ...Object.fromEntries(texts.map((text, index) => [`input${index}`, text])),
    },
  })
  return rows
}
