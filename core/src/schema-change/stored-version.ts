import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import type { Kysely } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'

export interface StoredVersion {
  version: number
  document: ModelDocument
  edits: TenantEdits
}

/** The model version in force; null for a tenant that has none yet. */
export async function readCurrentVersion(db: Kysely<TenantTables>): Promise<StoredVersion | null> {
  const row = await db
    .selectFrom('_model_version')
    .select(['version', 'document', 'edits'])
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}

/** One published version; null where there is none of that number. */
export async function readStoredVersion(db: Kysely<TenantTables>, version: number): Promise<StoredVersion | null> {
  const row = await db
    .selectFrom('_model_version')
    .select(['version', 'document', 'edits'])
    .where('version', '=', version)
    .executeTakeFirst()
  return row ?? null
}
