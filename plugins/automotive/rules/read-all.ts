import type { BeforeHookContext, TenonRecord } from '@tenon/sdk/plugin'

type Query = Pick<Parameters<BeforeHookContext['records']['find']>[0], 'entity' | 'where' | 'fields'>

/** All records that a figure is worked out from, page by page. */
export async function readAll({ records }: Pick<BeforeHookContext, 'records'>, query: Query): Promise<TenonRecord[]> {
  const found: TenonRecord[] = []
  let after: string | null = null
  do {
    const page: Awaited<ReturnType<typeof records.find>> = await records.find({
      ...query,
      sort: [{ field: 'id' }],
      limit: 200,
      ...(after !== null && { after }),
    })
    found.push(...page.records)
    after = page.nextCursor
  } while (after !== null)
  return found
}
