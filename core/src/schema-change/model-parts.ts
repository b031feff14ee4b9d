import { createHash } from 'node:crypto'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import type { Kysely } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'

interface Parts {
  before: ModelDocument
  after: ModelDocument
  version: number
}

/** Keeps what plugins gave until a version and give from then on; what versions have in common is kept once. */
export async function keepParts(trx: Kysely<TenantTables>, { before, after, version }: Parts): Promise<void> {
  const kept = [before, after].map((parts) => {
    const document = JSON.stringify(parts)
    return { hash: createHash('sha256').update(document).digest('hex'), document }
  })
  const distinct = [...new Map(kept.map((row) => [row.hash, row])).values()]
  await trx
    .insertInto('_model_parts')
    .values(distinct)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  for (const [at, { hash }] of kept.entries()) {
    await trx
      .updateTable('_model_version')
      .set({ parts: hash })
      .where('version', '=', version - 1 + at)
      .where('parts', 'is', null)
      .execute()
  }
}

/** What plugins gave at a version: the same until they change, which is when it is kept. Null where they have not changed since. */
export async function readParts(db: Kysely<TenantTables>, version: number): Promise<ModelDocument | null> {
  const row = await db
    .selectFrom('_model_version')
    .innerJoin('_model_parts', '_model_parts.hash', '_model_version.parts')
    .select('_model_parts.document')
    .where('_model_version.version', '>=', version)
    .orderBy('_model_version.version')
    .limit(1)
    .executeTakeFirst()
  return row?.document ?? null
}
