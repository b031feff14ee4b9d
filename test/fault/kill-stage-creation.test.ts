import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { entityFile, manifest } from '../support/open-plugin-tenant.ts'
import { createPostgresDatabase } from '../support/open-test-database.ts'
import { runTenon, temporaryFolder } from '../support/run-tenon.ts'
import { killStartedProcesses, startProcess } from '../support/start-process.ts'
import { connectTest, killAtRow } from './kill-at.ts'

const PROGRAM = join(import.meta.dirname, 'background-process.ts')
const SLOW = 180_000
const { folder: root, remove } = temporaryFolder()
const label = { en: 'x' }
const FILES = {
  'plugin.json': manifest('crm'),
  'entities/deal.schema.json': entityFile('deal', {}),
  'entities/task.schema.json': entityFile('task', {
    deal: { fieldType: 'reference', reference: { entity: 'deal' } },
  }),
  'pipelines/sales.pipeline.json': {
    ...{ name: 'sales', entity: 'deal', label },
    stages: [
      {
        ...{ name: 'fresh', label, category: 'open' },
        entry: { creates: [{ name: 'call', label, entity: 'task', values: { name: 'name', deal: 'record' } }] },
      },
    ],
  },
}

describe('a record that entering a stage creates, in a process that is killed with -9', () => {
  let env: Record<string, string> = {}
  let client: pg.Client
  beforeAll(async () => {
    env = { DATABASE_URL: await createPostgresDatabase(), TENON_FOLDER: join(root, 'data'), TENON_LOG_LEVEL: 'error' }
    client = await connectTest(env['DATABASE_URL'] ?? '')
    const folder = join(root, 'crm')
    for (const [file, content] of Object.entries(FILES)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), JSON.stringify(content))
    }
    expect(await runTenon(['tenant', 'create', 'acme'], env)).toMatchObject({ code: 0 })
    expect(await runTenon(['plugin', 'install', folder, '--tenant', 'acme'], env)).toMatchObject({ code: 0 })
  }, SLOW)
  afterEach(killStartedProcesses)
  afterAll(async () => {
    await client?.end()
    remove()
  })

  const start = () => startProcess([], env, { program: PROGRAM })
  const tasks = async () => (await client.query('select deal from t_acme.task order by created_at')).rows
  const until = async (done: () => Promise<boolean>) => {
    while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 50))
  }

  test(
    'is there once, whether the process died before, in or after the statement that makes it',
    async () => {
      // As a write leaves it.
      await client.query(`with made as (
          insert into t_acme.deal (id, name, pipeline, stage, stage_entered_at)
          values (gen_random_uuid(), 'Big', 'sales', 'fresh', date_trunc('milliseconds', now())) returning *
        ), noted as (
          insert into t_acme._stage_history (id, entity, record_id, pipeline, to_stage, at, actor)
          select gen_random_uuid(), 'deal', id, pipeline, stage, stage_entered_at, 'system' from made
        )
        insert into t_acme._outbox (id, type, entity, record_id, version, actor, depth, after)
        select gen_random_uuid(), 'record.created', 'deal', id, 1, 'system', 0, jsonb_build_object('id', id, 'name', name,
          'pipeline', pipeline, 'stage', stage, 'stageEnteredAt',
          to_char(stage_entered_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) from made`)
      const settling = "old.status = 'waiting' and new.status = 'done'"
      await killAtRow(client, { table: 't_acme._stage_creation', change: 'update', row: settling }, start)
      expect(await tasks()).toEqual([])
      // The dead run's claim would hold for two minutes.
      await client.query('update t_acme._stage_creation set locked_until = now()')
      const second = start()
      await until(async () => (await tasks()).length > 0)
      await second.kill('SIGKILL')
      // What was delivered comes again, and whoever claimed it says nothing.
      await client.query('update t_acme._outbox set delivered_at = null, claimed_at = null')
      await client.query('update t_acme._stage_creation set locked_until = null')
      start()
      await until(async () => {
        const { rows } = await client.query('select 1 from t_acme._outbox where delivered_at is null')
        return rows.length === 0
      })
      expect(await tasks()).toHaveLength(1)
      const { rows } = await client.query('select status, created_entity from t_acme._stage_creation')
      expect(rows).toEqual([{ status: 'done', created_entity: 'task' }])
    },
    SLOW,
  )
})
