import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { type Kysely, sql } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'

export interface LatestVersion {
  version: number
  /** Hash of the document as it is stored. */
  content: string
  /** Null for what was known. */
  document: ModelDocument | null
}

/**
 * The tenant's model version in force; null before the first publishing. A document of a content that is known is not
 * sent: it is the largest of what is read when a tenant is asked for, and mostly the same as others have.
 */
export async function readLatestVersion(
  db: Kysely<TenantTables>,
  known: readonly string[],
): Promise<LatestVersion | null> {
  const hash = sql<string>`encode(sha256(convert_to(document::text, 'UTF8')), 'base64')`
  const unlessKnown = sql<ModelDocument | null>`case when content = any(${known}::text[]) then null else document end`
  const row = await db
    .with('latest', (qb) =>
      qb.selectFrom('_model_version').select(['version', 'document']).orderBy('version', 'desc').limit(1),
    )
    // Materialized: of this version alone, and once.
    .with(
      (cte) => cte('hashed').materialized(),
      (qb) => qb.selectFrom('latest').select(['version', 'document', hash.as('content')]),
    )
    .selectFrom('hashed')
    .select(['version', 'content', unlessKnown.as('document')])
    .executeTakeFirst()
  return row ?? null
}
