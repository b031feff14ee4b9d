import type { ViewDefinition } from '@tenon/sdk/contract/views-api'
import { type Kysely, sql } from 'kysely'
import type { TenantTables } from '../../db/tenant-tables.ts'

/** A view that somebody has saved. */
export interface SavedViewUse {
  id: string
  entity: string
  name: string
  /** Only its owner sees it. */
  isPrivate: boolean
  definition: ViewDefinition
}

/** More are not looked into: a plan is to come at once. */
const MOST_VIEWS = 5_000

/** Views in whose definition one of the words stands, or that are of one of the entities. */
export async function readSavedViews(
  db: Kysely<TenantTables>,
  { entities, words }: { entities: readonly string[]; words: readonly string[] },
): Promise<SavedViewUse[]> {
  if (entities.length === 0) return []
  const patterns = words.map((word) => `%${word}%`)
  const rows = await db
    .selectFrom('_saved_view')
    .select(['id', 'entity', 'name', 'audience', 'definition'])
    .where((where) =>
      where.or([
        where('entity', 'in', [...entities]),
        sql<boolean>`definition::text like any(${sql.val(patterns)}::text[])`,
      ]),
    )
    .orderBy('entity')
    .orderBy('name')
    .orderBy('id')
    .limit(MOST_VIEWS)
    .execute()
  return rows.map(({ audience, ...view }) => ({ ...view, isPrivate: audience === 'nobody' }))
}
