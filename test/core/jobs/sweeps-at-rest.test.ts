import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { watchUnchained } from '../../../core/src/audit/chain/start-audit-chain.ts'
import { watchOldAddresses } from '../../../core/src/audit/remove-old-addresses.ts'
import { createTenant } from '../../../core/src/db/create-tenant.ts'
import type { Database } from '../../../core/src/db/database.ts'
import { firstIdAt } from '../../../core/src/db/first-id-at.ts'
import { openDatabase } from '../../../core/src/db/open-database.ts'
import type { FindSchemas } from '../../../core/src/db/watch-schemas.ts'
import { watchOldEvents } from '../../../core/src/events/remove-old-events.ts'
import { watchOldKeys } from '../../../core/src/records/idempotency/remove-old-keys.ts'
import { watchOldTrash } from '../../../core/src/records/trash/empty-trash.ts'
import { watchOldParked } from '../../../core/src/schema-change/remove-old-parked.ts'
import { watchOldTasks } from '../../../core/src/tasks/remove-old-tasks.ts'
import { createPostgresDatabase } from '../../support/open-test-database.ts'
import { watchStatements } from '../db/sent-statements.ts'

const SCHEMAS = ['t_used', 't_idle']
const DAY = 24 * 3_600_000
/** From the write until its time is over. */
const LEFT = 6_000

interface Sweep {
  watch: (database: Database) => FindSchemas
  /** Writes something whose time is over a few seconds later. */
  store: () => string
}

/** In SQL: the moment that will then be so long ago. */
const ago = (milliseconds: number) => `now() - interval '${milliseconds - LEFT} milliseconds'`
const idAgo = (milliseconds: number) => `'${firstIdAt(Date.now() - milliseconds + LEFT)}'`
const parked = (table: 'findParked' | 'findMoves') => (database: Database) => watchOldParked(database)[table]

const SWEEPS: Record<string, Sweep> = {
  'request key': {
    watch: watchOldKeys,
    store: () => `insert into t_used._request_key (actor, key, request, claim, claimed_at)
      values ('a', 'k', 'r', gen_random_uuid(), ${ago(DAY)})`,
  },
  'task that was done': {
    watch: watchOldTasks,
    store: () => `insert into t_used._plugin_task
      (id, plugin, kind, name, data, run_at, status, depth, created_by, finished_at)
      values (gen_random_uuid(), 'p', 'job', 'n', '{}', now(), 'done', 0, 'system', ${ago(7 * DAY)})`,
  },
  'delivered event': {
    watch: watchOldEvents,
    store: () => `insert into t_used._outbox (id, type, actor, depth, delivered_at)
      values (${idAgo(14 * DAY)}, 'x', 'system', 0, ${ago(14 * DAY)})`,
  },
  address: {
    watch: watchOldAddresses,
    store: () => `insert into t_used._audit (id, actor, action, entity, request_id, changes)
      values (${idAgo(90 * DAY)}, 'system', 'x', 'y', 'r', '{}')`,
  },
  'deleted record': {
    watch: watchOldTrash,
    store: () => `insert into t_used._setting (name, value) values ('trashDays', '3');
      insert into t_used._trash (record_id, entity, actor, kept_from)
      values (gen_random_uuid(), 'deal', 'system', ${ago(3 * DAY)})`,
  },
  'parked column': {
    watch: parked('findParked'),
    store: () => `insert into t_used._parked_column
      (id, entity, table_name, column_name, parked_name, column_type, field_id, at_version, parked_at)
      values (gen_random_uuid(), 'deal', 'deal', 'a', 'b', 'text', 'f', 1, ${ago(30 * DAY)})`,
  },
  'stage move': {
    watch: parked('findMoves'),
    store: () => `insert into t_used._stage_move
      (id, entity, record_id, from_pipeline, from_stage, model_version, moved_at)
      values (gen_random_uuid(), 'deal', gen_random_uuid(), 'p', 's', 1, ${ago(30 * DAY)})`,
  },
  'look for late audit entries': {
    watch: watchUnchained,
    store: () => `update t_used._audit_head set through = '${firstIdAt(Date.now())}', swept_at = ${ago(DAY / 4)}`,
  },
}

describe('what is done every hour or day for all tenants, on PostgreSQL', () => {
  let url: string
  let database: Database
  let finds: Array<readonly [name: string, FindSchemas]>
  const statements = watchStatements()
  beforeAll(async () => {
    url = await createPostgresDatabase()
    database = await openDatabase({ kind: 'postgres', url, poolSize: 2 })
    for (const name of ['used', 'idle']) await createTenant(database, { slug: name, name })
    // Nothing waits from their making.
    for (const schema of SCHEMAS)
      await elsewhere(`update ${schema}._audit_head set swept_at = now() - interval '1 year'`)
  })
  afterAll(async () => {
    statements.stop()
    await database.close()
  })
  const start = () => {
    finds = Object.entries(SWEEPS).map(([name, { watch }]) => [name, watch(database)] as const)
  }
  beforeEach(start)

  /** As another server that tells nobody of it; what it wrote is counted when its connection ends. */
  async function elsewhere(...texts: string[]): Promise<void> {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    for (const text of texts) await client.query(text)
    await client.query('select pg_stat_force_next_flush()')
    await client.end()
  }

  /** What there is to do in which tenant, and how often each tenant was looked into to find out. */
  async function asked() {
    statements.sent.length = 0
    const found: string[] = []
    for (const [name, find] of finds) found.push(...(await find(SCHEMAS)).map((schema) => `${schema}: ${name}`))
    const looks = SCHEMAS.map((schema) => statements.sent.filter(({ text }) => text.includes(`"${schema}".`)).length)
    return { found, looks }
  }
  const settle = () => expect.poll(asked, { timeout: 30_000, interval: 300 }).toEqual({ found: [], looks: [0, 0] })
  const everything = Object.keys(SWEEPS).map((name) => `t_used: ${name}`)

  test('asks a tenant that nobody writes to once, and again when the counters of writes begin anew', async () => {
    expect((await asked()).looks).toEqual([finds.length, finds.length])
    await settle()
    await elsewhere('select pg_stat_reset()')
    expect((await asked()).looks).toEqual([finds.length, finds.length])
    await settle()
  })

  test('finds what falls due by the clock alone, does not look for it before, and finds it after a restart too', async () => {
    await settle()
    await elsewhere(...Object.values(SWEEPS).map(({ store }) => store()))
    await expect.poll(async () => (await asked()).looks[0], { timeout: 3_000, interval: 50 }).toBeGreaterThan(0)
    await settle()
    await expect.poll(async () => (await asked()).found, { timeout: 15_000, interval: 300 }).toEqual(everything)
    // And for as long as it is not done.
    expect((await asked()).found).toEqual(everything)
    start()
    expect((await asked()).found).toEqual(everything)
  })
})
