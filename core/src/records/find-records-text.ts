import type { FindRecordsInput } from '@tenon/sdk/contract/query'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { JsonBytes } from '../db/json-bytes.ts'
import { type Columns, RowSink } from '../db/kept-query.ts'
import type { RawRow } from '../db/raw-row.ts'
import { untilAborted } from '../db/statement-limits.ts'
import { explainReadError } from './explain-read-error.ts'
import { runKept } from './kept-statement.ts'
import type { Edge } from './page-cursor.ts'
import { pageEnds } from './page-ends.ts'
import { isPlainPage, keptPage, type PageTextPlan, planPageText } from './plan-page.ts'
import { makeOpenScope, type ScopeDependencies } from './record-scope.ts'

/** What most pages need less than. */
const FIRST_SIZE = 16_384
const [BEGIN, COMMA] = [Buffer.from('{"records":['), Buffer.from(',')]

/** JSON of the page that `FindRecords` gives; null where it is not to be had so. */
export type FindRecordsText = (ctx: RequestContext, input: FindRecordsInput) => Promise<Buffer | null>

/**
 * Makes the function that answers with the first page of a list as JSON for callers that only hand it on: from the bytes that
 * PostgreSQL sends, without records in between.
 */
export function makeFindRecordsText({
  database,
  ...dependencies
}: ScopeDependencies & { database: Database }): FindRecordsText {
  const openScope = makeOpenScope(dependencies)
  return async (ctx, input) => {
    if (database.kind !== 'postgres' || input.count === true || !isPlainPage(input)) return null
    const scope = await openScope(ctx, { entity: input.entity, action: 'read' })
    const asked = keptPage(scope, input)
    if (asked === null) return null
    const pages: PageText[] = []
    const kept = {
      ...{ access: scope.access, key: `${asked.key} text`, together: 'whileQuick' as const },
      values: asked.values,
      build: () => planPageText(scope, asked.input),
      sink: (plan: PageTextPlan) => {
        const page = new PageText(plan)
        pages.push(page)
        return page
      },
    }
    const run = () => runKept(database.tenant(ctx.tenant.schema), kept)
    await untilAborted(ctx.signal, run).catch(explainReadError(ctx))
    return pages[0]?.end() ?? null
  }
}

/** How long the last page of a plan was: the next one is about as long. */
const sizes = new WeakMap<PageTextPlan, number>()

class PageText extends RowSink {
  readonly #plan: PageTextPlan
  readonly #out: JsonBytes
  #rows = 0
  #last: Edge['at'] | undefined = undefined

  constructor(plan: PageTextPlan) {
    super(plan.formats)
    this.#plan = plan
    this.#out = new JsonBytes(sizes.get(plan) ?? FIRST_SIZE)
  }

  begin(): void {
    this.#rows = 0
    this.#out.clear()
    this.#out.all(BEGIN)
  }

  take(row: RawRow, columns: Columns): void {
    this.#rows += 1
    const { limit, write, readEdge } = this.#plan
    if (this.#rows > limit) return
    if (this.#rows > 1) this.#out.all(COMMA)
    const end = write(row, columns, this.#out)
    if (this.#rows === limit) this.#last = readEdge(row, end)
  }

  end(): Buffer {
    const { keys, limit } = this.#plan
    const isFirst = { behind: false, backwards: false, from: null, first: undefined }
    const { nextCursor, prevCursor } = pageEnds({
      ...{ keys, ...isFirst, more: this.#rows > limit, last: this.#last },
    })
    const cursors = JSON.stringify({ nextCursor, prevCursor })
    this.#out.text(`],${cursors.slice(1)}`)
    sizes.set(this.#plan, Math.ceil(this.#out.length * 1.1))
    return this.#out.written()
  }
}
