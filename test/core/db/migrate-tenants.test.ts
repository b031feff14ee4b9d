import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createTenant } from '../../../core/src/db/create-tenant.ts'
import { migrateTenant } from '../../../core/src/db/migrate-tenant.ts'
import { openDatabase } from '../../../core/src/db/open-database.ts'
import { compareCatalog } from '../../../core/src/schema-change/compare-catalog.ts'
import { readCatalog } from '../../../core/src/schema-change/read-catalog.ts'
import { createPostgresDatabase } from '../../support/open-test-database.ts'
import { openTestRecords } from '../records/open-test-records.ts'

/** Tables that tenants had before plugins had tasks. */
const OLD_TABLES = new Set([
  ...[
    '_migration',
    '_migration_lock',
    '_team',
    '_user',
    '_role',
    '_audit',
    '_outbox',
    '_stage_history',
    '_model_version',
  ],
  ...['_draft', '_plugin', '_parked_column', '_sequence', '_plugin_kv', '_plugin_usage'],
])

test('a start brings the tenants of an older Tenon up to date, and keeps what they hold', async () => {
  const config = { kind: 'postgres', url: await createPostgresDatabase(), poolSize: 3 } as const
  const before = await openDatabase(config)
  const tenant = await createTenant(before, { slug: 'old', name: 'Old' })
  const other = await createTenant(before, { slug: 'new', name: 'New' })
  const schema = sql.id(tenant.schema)
  // As it was before plugins had tasks.
  const { rows } = await sql<{ name: string }>`select table_name as name from information_schema.tables
    where table_schema = ${tenant.schema}`.execute(before.control)
  const younger = rows.filter(({ name }) => !OLD_TABLES.has(name)).map(({ name }) => sql`${schema}.${sql.id(name)}`)
  await sql`drop table ${sql.join(younger)} cascade`.execute(before.control)
  await sql`alter table ${schema}._draft drop column conflicts`.execute(before.control)
  await sql`alter table ${schema}._stage_history drop column from_pipeline, drop column working_seconds,
    drop column override, drop column approval, drop column approved_by, drop column cause,
    drop column model_version`.execute(before.control)
  await sql`alter table ${schema}._user drop column manager_id`.execute(before.control)
  await sql`alter table ${schema}._audit drop column details, drop column origin`.execute(before.control)
  await sql`drop index if exists ${schema}._audit_person_idx`.execute(before.control)
  await sql`alter table ${schema}._role drop column rights`.execute(before.control)
  await sql`drop index ${schema}._stage_history_period_idx`.execute(before.control)
  await sql`alter table ${schema}._team drop column archived_at`.execute(before.control)
  await sql`drop index ${schema}._user_team_idx`.execute(before.control)
  await sql`alter table ${schema}._model_version drop column parts`.execute(before.control)
  await sql`alter table ${schema}._parked_column drop column conversion`.execute(before.control)
  await sql`drop index ${schema}._audit_action_run_idx`.execute(before.control)
  await sql`alter table ${schema}._plugin drop column pending, drop column revision, drop column settings_revision`.execute(
    before.control,
  )
  await sql`alter table ${schema}._outbox drop column name, drop column payload, alter column entity set not null,
    alter column record_id set not null, alter column version set not null`.execute(before.control)
  await sql`delete from ${schema}._migration where name > '0003'`.execute(before.control)
  await before.control.updateTable('tenant').set({ migration: null }).where('id', '=', tenant.id).execute()
  await sql`insert into ${schema}._outbox (id, type, entity, record_id, version, actor, depth)
    values (gen_random_uuid(), 'record.created', 'contact', gen_random_uuid(), 1, 'system', 0)`.execute(before.control)
  await before.close()

  const [one, two] = await Promise.all([openDatabase(config), openDatabase(config)])
  for (const { schema: name } of [tenant, other]) {
    expect(await one.tenant(name).selectFrom('_plugin_task').selectAll().execute()).toEqual([])
    expect(await one.tenant(name).selectFrom('_plugin_webhook').selectAll().execute()).toEqual([])
    expect(await one.tenant(name).selectFrom('_typed_text').selectAll().execute()).toEqual([])
  }
  const [event] = await one.tenant(tenant.schema).selectFrom('_outbox').selectAll().execute()
  expect(event).toMatchObject({ entity: 'contact', version: 1, name: null, payload: null })
  const tenants = await one.control.selectFrom('tenant').select('migration').execute()
  expect(new Set(tenants.map(({ migration }) => migration)).size).toBe(1)
  await one.close()
  await two.close()
})

test('tables that have stages already get when stays are due, as models want it, and history the pipelines that were left', async () => {
  const tenon = await openTestRecords('postgres')
  const { tenant, database } = tenon
  const { id } = await tenon.createRecord(tenon.system, { entity: 'deal', values: { name: 'Old', stage: 'talking' } })
  await tenon.moveStage(tenon.system, { entity: 'deal', id, version: 1, stage: 'won' })
  const schema = sql.id(tenant.schema)
  const { rows: indexes } = await sql<{ name: string }>`select indexname as name from pg_indexes
    where schemaname = ${tenant.schema} and tablename = 'deal' and indexdef like '%(stage\\__%\\_at%'`.execute(
    database.control,
  )
  expect(indexes).toHaveLength(3)
  // As they were before.
  await sql`alter table ${schema}.deal drop column stage_due_at, drop column stage_stale_at,
    drop column stage_notice_at`.execute(database.control)
  await sql`alter table ${schema}._stage_history drop column from_pipeline, drop column working_seconds,
    drop column cause, drop column model_version`.execute(database.control)
  await sql`alter table ${schema}._publish_run drop column stages`.execute(database.control)
  await sql`alter table ${schema}._scheduled_publish drop column stages`.execute(database.control)
  await sql`drop table ${schema}._working_calendar, ${schema}._stage_notice, ${schema}._stage_times,
    ${schema}._stage_creation, ${schema}._stage_move`.execute(database.control)
  await sql`drop index ${schema}._stage_history_period_idx`.execute(database.control)
  await sql`alter table ${schema}._audit drop column origin`.execute(database.control)
  await sql`drop index if exists ${schema}._audit_person_idx`.execute(database.control)
  await sql`drop table ${schema}._audit_link, ${schema}._audit_head, ${schema}._trash,
    ${schema}._request_key`.execute(database.control)
  await sql`drop table ${schema}._share, ${schema}._delegation, ${schema}._territory_member,
    ${schema}._territory, ${schema}._tag, ${schema}._saved_view, ${schema}._list_preference,
    ${schema}._recent_record, ${schema}._favourite_record, ${schema}._duplicate_pair, ${schema}._duplicate_search,
    ${schema}._bulk_row, ${schema}._bulk_run, ${schema}._erasure_target, ${schema}._erasure_run, ${schema}._legal_hold,
    ${schema}._rollup, ${schema}._rollup_total, ${schema}._rollup_delta`.execute(database.control)
  await sql`alter table ${schema}._role drop column rights`.execute(database.control)
  await sql`drop table ${schema}._merge_move, ${schema}._merged_record, ${schema}._merge, ${schema}._not_duplicate`.execute(
    database.control,
  )
  await sql`delete from ${schema}._migration where name >= '0019'`.execute(database.control)
  await migrateTenant(database, tenant.schema)
  const catalog = await readCatalog(database.tenant(tenant.schema), tenant.schema)
  expect(compareCatalog(await tenon.models.get(tenant), catalog)).toEqual([])
  const history = await database.tenant(tenant.schema).selectFrom('_stage_history').selectAll().orderBy('id').execute()
  expect(history.map(({ from_pipeline, from_stage }) => [from_pipeline, from_stage])).toEqual([
    [null, null],
    ['sales', 'talking'],
  ])
  await tenon.close()
})
