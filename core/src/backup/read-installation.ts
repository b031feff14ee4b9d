import { type Kysely, sql } from 'kysely'
import { operatorError } from '../context/operator-error.ts'
import type { ControlTables } from '../db/control-tables.ts'
import { CONTROL_SCHEMA } from '../db/database.ts'
import type { BackupManifest } from './backup-manifest.ts'

export type Installation = Pick<BackupManifest, 'migrations' | 'tenants'>

/** Tenants and state of the tables. @throws TenonError NOT_FOUND where there is no Tenon in the database */
export async function readInstallation(db: Kysely<ControlTables>): Promise<Installation> {
  const { rows } = await sql<{ there: boolean }>`
    select to_regclass(${`${CONTROL_SCHEMA}.tenant`}) is not null as there`.execute(db)
  if (rows[0]?.there !== true) {
    throw operatorError('NOT_FOUND', {
      en: 'There is nothing to back up: Tenon has made no tables in this database yet. Check DATABASE_URL.',
      'zh-CN': '没有可备份的内容：Tenon 尚未在此数据库中建表。请检查 DATABASE_URL。',
    })
  }
  const control = await sql<{ name: string }>`
    select max(name) as name from ${sql.id(CONTROL_SCHEMA, '_migration')}`.execute(db)
  const tenants = await db.selectFrom('tenant').select(['slug', 'schema', 'migration']).orderBy('created_at').execute()
  const newest = tenants.map(({ migration }) => migration ?? '').sort()
  return {
    migrations: { control: control.rows[0]?.name ?? '', tenant: newest.at(-1) ?? '' },
    tenants: tenants.map(({ slug, schema }) => ({ slug, schema })),
  }
}
