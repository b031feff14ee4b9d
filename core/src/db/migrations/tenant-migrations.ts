import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { addActionRuns } from './add-action-runs.ts'
import { addAuditOrigins } from './add-audit-origins.ts'
import { addBulkRuns } from './add-bulk-runs.ts'
import { addDataMigrations } from './add-data-migrations.ts'
import { addDraftDeltas } from './add-draft-deltas.ts'
import { addDraftHistory } from './add-draft-history.ts'
import { addDuplicateSearches } from './add-duplicate-searches.ts'
import { addEditConflicts } from './add-edit-conflicts.ts'
import { addErasureValues } from './add-erasure-values.ts'
import { addErasures } from './add-erasures.ts'
import { addFiles } from './add-files.ts'
import { addFormerNames } from './add-former-names.ts'
import { addMatchKeys } from './add-match-keys.ts'
import { addMerges } from './add-merges.ts'
import { addMoveApprovals } from './add-move-approvals.ts'
import { addPersonalData } from './add-personal-data.ts'
import { addPluginRuns } from './add-plugin-runs.ts'
import { addPluginSecrets } from './add-plugin-secrets.ts'
import { addPluginTasks } from './add-plugin-tasks.ts'
import { addPublishRuns } from './add-publish-runs.ts'
import { addRequestKeys } from './add-request-keys.ts'
import { addRollups } from './add-rollups.ts'
import { addSavedViews } from './add-saved-views.ts'
import { addSearch } from './add-search.ts'
import { addSettings } from './add-settings.ts'
import { addSharing } from './add-sharing.ts'
import { addStageMoves } from './add-stage-moves.ts'
import { addStageTimes } from './add-stage-times.ts'
import { addTags } from './add-tags.ts'
import { addTeams } from './add-teams.ts'
import { goOnWithBulkRuns } from './go-on-with-bulk-runs.ts'
import { keepEventsWhole } from './keep-events-whole.ts'
import { noteRollupCounting } from './note-rollup-counting.ts'

const now = sql`now()`

async function createPeople(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_team')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .addColumn('parent_id', 'uuid', (column) => column.references('_team.id').onDelete('set null'))
    .execute()
  await db.schema
    .createTable('_user')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('email', 'text', (column) => column.notNull().unique())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('roles', sql`text[]`, (column) => column.notNull())
    .addColumn('team_id', 'uuid', (column) => column.references('_team.id').onDelete('set null'))
    .addColumn('active', 'boolean', (column) => column.notNull().defaultTo(true))
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .execute()
  await db.schema
    .createTable('_role')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('label', 'jsonb', (column) => column.notNull())
    .addColumn('grants', 'jsonb', (column) => column.notNull())
    .execute()
}

async function createAudit(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_audit')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('entity', 'text', (column) => column.notNull())
    .addColumn('record_id', 'uuid')
    .addColumn('version', 'integer')
    .addColumn('request_id', 'text', (column) => column.notNull())
    .addColumn('changes', 'jsonb', (column) => column.notNull())
    .addColumn('reason', 'text')
    .execute()
  await db.schema.createIndex('_audit_record_idx').on('_audit').columns(['entity', 'record_id', 'id']).execute()
}

async function createOutbox(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_outbox')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('entity', 'text', (column) => column.notNull())
    .addColumn('record_id', 'uuid', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('occurred_at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('depth', 'integer', (column) => column.notNull())
    .addColumn('before', 'jsonb')
    .addColumn('after', 'jsonb')
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('claimed_at', 'timestamptz')
    .addColumn('delivered_at', 'timestamptz')
    .execute()
  await db.schema
    .createIndex('_outbox_undelivered_idx')
    .on('_outbox')
    .column('id')
    .where(sql.ref('delivered_at'), 'is', null)
    .execute()
  await db.schema
    .createTable('_stage_history')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('entity', 'text', (column) => column.notNull())
    .addColumn('record_id', 'uuid', (column) => column.notNull())
    .addColumn('pipeline', 'text', (column) => column.notNull())
    .addColumn('from_stage', 'text')
    .addColumn('to_stage', 'text', (column) => column.notNull())
    .addColumn('at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('duration_seconds', 'bigint')
    .execute()
  await db.schema
    .createIndex('_stage_history_record_idx')
    .on('_stage_history')
    .columns(['entity', 'record_id', 'id'])
    .execute()
}

// Schemas are `json`, not `jsonb`: the order of their keys is the order in which fields are declared and shown.
async function createModel(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_model_version')
    .addColumn('version', 'integer', (column) => column.primaryKey())
    .addColumn('document', 'json', (column) => column.notNull())
    .addColumn('edits', 'json', (column) => column.notNull())
    .addColumn('plan', 'jsonb')
    .addColumn('note', 'text')
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('created_by', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('_draft')
    .addColumn('id', 'integer', (column) => column.primaryKey().defaultTo(1))
    .addColumn('edits', 'json', (column) => column.notNull())
    .addColumn('base_version', 'integer', (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('updated_at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('updated_by', 'text', (column) => column.notNull())
    .addCheckConstraint('_draft_single', sql`id = 1`)
    .execute()
}

async function createPlugins(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_plugin')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('version', 'text', (column) => column.notNull())
    .addColumn('package', 'json', (column) => column.notNull())
    .addColumn('grants', sql`text[]`, (column) => column.notNull())
    .addColumn('installed_at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .execute()
  await db.schema
    .createTable('_parked_column')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('entity', 'text', (column) => column.notNull())
    .addColumn('table_name', 'text', (column) => column.notNull())
    .addColumn('column_name', 'text', (column) => column.notNull())
    .addColumn('parked_name', 'text', (column) => column.notNull())
    .addColumn('column_type', 'text', (column) => column.notNull())
    .addColumn('field_id', 'text', (column) => column.notNull())
    .addColumn('at_version', 'integer', (column) => column.notNull())
    .addColumn('parked_at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .execute()
  await db.schema
    .createTable('_sequence')
    .addColumn('field_id', 'text', (column) => column.primaryKey())
    .addColumn('next_value', 'bigint', (column) => column.notNull())
    .execute()
}

/** Settings of plugins, and a store of their own. */
async function addPluginStore(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('_plugin').addColumn('settings', 'json').execute()
  await db.schema
    .createTable('_plugin_kv')
    .addColumn('plugin', 'text', (column) => column.notNull())
    // By code point, so that a page of keys is the same whatever the database's language.
    .addColumn('key', sql`text collate "C"`, (column) => column.notNull())
    .addColumn('value', 'json', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('size', 'integer', (column) => column.notNull())
    .addColumn('expires_at', 'timestamptz')
    .addColumn('updated_at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addPrimaryKeyConstraint('_plugin_kv_pkey', ['plugin', 'key'])
    .execute()
  await db.schema
    .createTable('_plugin_usage')
    .addColumn('plugin', 'text', (column) => column.primaryKey())
    .addColumn('kv_bytes', 'bigint', (column) => column.notNull())
    .execute()
}

/** What people typed into fields whose stored form is another one. */
async function addTypedTexts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_typed_text')
    .addColumn('record_id', 'uuid', (column) => column.notNull())
    .addColumn('field_id', 'text', (column) => column.notNull())
    .addColumn('typed', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('_typed_text_pkey', ['record_id', 'field_id'])
    .execute()
}

export const tenantMigrations: Record<string, Migration> = {
  '0001-tenant': {
    async up(db: Kysely<unknown>) {
      await createPeople(db)
      await createAudit(db)
      await createOutbox(db)
      await createModel(db)
      await createPlugins(db)
    },
  },
  '0002-plugin-store': { up: addPluginStore },
  '0003-plugin-tasks': { up: addPluginTasks },
  '0004-action-runs': { up: addActionRuns },
  '0005-plugin-secrets': { up: addPluginSecrets },
  '0006-typed-texts': { up: addTypedTexts },
  '0007-edit-conflicts': { up: addEditConflicts },
  '0008-erasures': { up: addErasures },
  '0009-data-migrations': { up: addDataMigrations },
  '0010-publish-runs': { up: addPublishRuns },
  '0011-teams': { up: addTeams },
  '0012-files': { up: addFiles },
  '0013-former-names': { up: addFormerNames },
  '0014-settings': { up: addSettings },
  '0015-draft-history': { up: addDraftHistory },
  '0016-plugin-runs': { up: addPluginRuns },
  '0017-draft-deltas': { up: addDraftDeltas },
  '0018-move-approvals': { up: addMoveApprovals },
  '0019-stage-times': { up: addStageTimes },
  '0020-stage-moves': { up: addStageMoves },
  '0021-sharing': { up: addSharing },
  '0022-audit-origins': { up: addAuditOrigins },
  '0023-request-keys': { up: addRequestKeys },
  '0024-search': { up: addSearch },
  '0025-bulk-runs': { up: addBulkRuns },
  '0026-merges': {
    async up(db: Kysely<unknown>) {
      await addMerges(db)
      await addMatchKeys(db)
    },
  },
  '0027-saved-views': { up: addSavedViews },
  '0028-tags': { up: addTags },
  '0029-personal-data': { up: addPersonalData },
  '0030-rollups': { up: addRollups },
  '0032-bulk-work': {
    async up(db: Kysely<unknown>) {
      await goOnWithBulkRuns(db)
      await addDuplicateSearches(db)
    },
  },
  '0033-erasure-values': {
    async up(db: Kysely<unknown>) {
      await addErasureValues(db)
      await noteRollupCounting(db)
    },
  },
  '0034-whole-events': { up: keepEventsWhole },
}
