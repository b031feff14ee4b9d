import type { FindRecordsInput } from '@tenon/sdk/contract/query'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { untilAborted } from '../db/statement-limits.ts'
import { explainReadError } from './explain-read-error.ts'
import { runKept } from './kept-statement.ts'
import { PageText } from './page-text.ts'
import { pageTooLong } from './page-too-long.ts'
import { isPlainPage, keptPage, type PageBound, type PageTextPlan, planPageText } from './plan-page.ts'
import { makeOpenScope, type ScopeDependencies } from './record-scope.ts'

/** JSON of the page that `FindRecords` gives; null where it is not to be had so. */
export type FindRecordsText = (ctx: RequestContext, input: FindRecordsInput) => Promise<Buffer | null>

interface PageTextChoices {
  /** Whether `$labels` is told. */
  labels?: boolean
  /** Whether to give null for what is planned anew for each question. */
  onlyKept?: boolean
}

type PageTextInput = FindRecordsInput & PageBound & PageTextChoices

/**
 * The same with how many records it has.
 * @throws TenonError PAYLOAD_TOO_LARGE for a page that is far beyond its bound
 */
export type FindPageText = (
  ctx: RequestContext,
  input: PageTextInput,
) => Promise<{ text: Buffer; records: number } | null>

/**
 * Makes the function that answers with the first page of a list as JSON for callers that only hand it on: from the bytes that
 * PostgreSQL sends, without records in between.
 */
export function makeFindRecordsText(dependencies: ScopeDependencies & { database: Database }): FindRecordsText {
  const findPageText = makeFindPageText(dependencies)
  return async (ctx, input) => {
    if (input.count === true || !isPlainPage(input)) return null
    return (await findPageText(ctx, { ...input, onlyKept: true }))?.text ?? null
  }
}

/** Makes the function that answers so with any page, but for one with `expand` or an estimate. */
export function makeFindPageText({
  database,
  ...dependencies
}: ScopeDependencies & { database: Database }): FindPageText {
  const openScope = makeOpenScope(dependencies)
  return async (ctx, { labels = true, onlyKept = false, ...input }) => {
    if (database.kind !== 'postgres' || input.expand !== undefined || input.count === 'estimated') return null
    const scope = await openScope(ctx, { entity: input.entity, action: 'read' })
    const asked = keptPage(scope, input)
    if (onlyKept && asked === null) return null
    const pages: PageText[] = []
    const kept = {
      ...{ access: scope.access, key: asked === null ? null : `${asked.key} text ${labels}` },
      ...{ values: asked?.values ?? {}, together: 'whileQuick' as const },
      build: () => planPageText(scope, { ...(asked?.input ?? input), labels }),
      sink: (plan: PageTextPlan) => {
        const page = new PageText(plan)
        pages.push(page)
        return page
      },
    }
    const run = () => runKept(database.tenant(ctx.tenant.schema), kept)
    await untilAborted(ctx.signal, run).catch(explainReadError(ctx))
    const [page] = pages
    if (page === undefined) return null
    if (page.isTooLong) throw pageTooLong(ctx, input)
    return page.end()
  }
}
