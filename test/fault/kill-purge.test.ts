import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { systemContext } from '../../core/src/context/system-context.ts'
import { createTenon } from '../../core/src/create-tenon.ts'
import { writeFleet } from '../core/plugins/fleet-plugin.ts'
import { createPostgresDatabase } from '../support/open-test-database.ts'
import { runTenon, temporaryFolder } from '../support/run-tenon.ts'
import { killStartedProcesses, startProcess } from '../support/start-process.ts'
import { testConfig } from '../support/test-config.ts'
import { connectTest, killAtRow } from './kill-at.ts'

const SLOW = 120_000
const PATIENCE = { timeout: 60_000, interval: 100 }
const PROGRAM = join(import.meta.dirname, 'background-process.ts')
const { folder: root, remove } = temporaryFolder()
const folder = join(root, 'data')
const files = join(folder, 'files')

/** In every value that is to go, and in nothing that stays. */
const GONE = 'DOOMED'
const field = (fieldType: string, en: string) => ({ fieldType, label: { en } })
const entity = (name: string, properties: object) => ({
  ...{ type: 'object', name, label: { en: name }, pluralLabel: { en: name } },
  ...{ titleField: 'code', properties: { code: field('text', 'Code'), paper: field('file', 'Paper'), ...properties } },
})
const manifest = (id: string, more = {}) => ({ id, version: '1.0.0', label: { en: id }, host: '^0.1.0', ...more })
const none = { 'entities/vehicle.schema.json': undefined, 'hooks.ts': undefined }

const DEPOT = writeFleet(join(root, 'depot'), manifest('depot'), {
  ...none,
  'entities/depot.schema.json': entity('depot', {}),
})
/** Brings an entity of its own, and fields for another's. */
const FLEET = writeFleet(join(root, 'fleet'), manifest('fleet', { dependencies: { depot: '^1.0.0' } }), {
  ...none,
  'entities/vehicle.schema.json': entity('vehicle', {}),
  'entities/depot.extension.json': {
    extends: 'depot',
    properties: { gate: field('text', 'Gate'), plan: field('file', 'Plan') },
  },
})
const PURGE = ['plugin', 'remove', 'fleet', '--tenant', 'acme', '--data', 'purge', '--confirm', 'fleet', '--consent']

describe('a purge on PostgreSQL whose process is killed with -9', () => {
  let env: Record<string, string>
  let client: pg.Client
  let doomed: string[]
  let kept: string[]

  beforeAll(async () => {
    const url = await createPostgresDatabase()
    env = { DATABASE_URL: url, TENON_FOLDER: folder, TENON_LOG_LEVEL: 'silent' }
    client = await connectTest(url)
  }, SLOW)
  afterEach(killStartedProcesses)
  afterAll(async () => {
    await client?.end()
    remove()
  })

  /** Depots and vehicles with files, changed once each; and as much in the audit trail as takes several batches. */
  async function prepare(): Promise<void> {
    const config = await testConfig('postgres')
    const database = { kind: 'postgres', url: env['DATABASE_URL'] ?? '', poolSize: 2 } as const
    const place = { kind: 'disk', folder: files } as const
    const tenon = await createTenon({
      ...config,
      folder,
      database,
      files: { place, maxBytes: 1_000_000, quotaBytes: null },
    })
    const ctx = systemContext(await tenon.createTenant({ slug: 'acme', name: 'Acme' }))
    await tenon.installPlugins(ctx, [await tenon.loadPluginFolder(DEPOT), await tenon.loadPluginFolder(FLEET)])
    const upload = async (name: string, of: string, content: string) => {
      const given = { entity: of, field: name, name: `${content}.txt`, length: content.length }
      return (await tenon.api.files.upload(ctx, { ...given, content: Readable.from([Buffer.from(content)]) })).id
    }
    const { records } = tenon.services
    const add = async (of: string, values: JsonObject, later: JsonObject) => {
      const { id, version } = await records.create(ctx, { entity: of, values })
      await records.update(ctx, { entity: of, id, version, values: later })
    }
    doomed = await Promise.all([1, 2, 3].map((n) => upload('paper', 'vehicle', `${GONE} paper ${n}`)))
    const plan = await upload('plan', 'depot', `${GONE} plan`)
    kept = [await upload('paper', 'depot', 'lease')]
    for (const file of doomed) await add('vehicle', { code: `${GONE} 1`, paper: [file] }, { code: `${GONE} 2` })
    await add(
      'depot',
      { code: 'north', gate: `${GONE} A`, plan: [plan], paper: kept },
      { code: 'south', gate: `${GONE} B` },
    )
    doomed.push(plan)
    await tenon.close()
    await client.query('set search_path to t_acme')
    await client.query(`insert into _audit select (jsonb_populate_record(null::_audit, to_jsonb(a) || jsonb_build_object(
      'id', overlay(a.id::text placing lpad(n::text, 12, '0') from 25)))).* from
      (select * from _audit where entity = 'vehicle' order by id limit 1) a, generate_series(1, 2500) n`)
    await client.query(`insert into _outbox (id, type, name, payload, actor, depth) values
      ('00000000-0000-7000-8000-000000000001', 'plugin.event', 'fleet.moved', '"${GONE}"', 'plugin:fleet', 0),
      ('00000000-0000-7000-8000-000000000002', 'plugin.event', 'fleets.moved', '"kept"', 'plugin:fleets', 0)`)
    await client.query(`insert into _data_migration (id, change, plugin, entity, from_version, to_version, status, error)
      select gen_random_uuid(), 'c', plugin, plugin, '0.9.0', '1.0.0', 'failed', json_build_object('message', said)
      from (values ('fleet', '${GONE}'), ('depot', 'kept')) e (plugin, said)`)
    await client.query(`insert into _action_run (id, plugin, action, entity, actor, actor_name, status, total, done, refused, refusals, message)
      select gen_random_uuid(), 'depot', 'move', entity, 'system', 'system', 'done', 1, 1, 0, '[]', said
      from (values ('vehicle', '${GONE}'), ('depot', 'kept')) e (entity, said)`)
    // Half of what was to be told is told: of vehicles and of depots.
    await client.query(`update _outbox set delivered_at = now() where version = 1`)
  }

  const rows = async (query: string) => (await client.query(query)).rows
  const count = async (of: string) => (await rows(`select count(*)::int from ${of}`))[0].count
  const background = () => startProcess([], env, { program: PROGRAM })
  const onDisk = () =>
    readdirSync(files, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort()

  /** Table → rows in which the word of what was purged still stands, in whichever schema. */
  async function traces(): Promise<Record<string, number>> {
    const tables = await rows(`select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema') order by 1`)
    const found: Record<string, number> = {}
    for (const { name } of tables) {
      const told = await count(`${name} t where t::text like '%${GONE}%'`)
      if (told > 0) found[name] = told
    }
    return found
  }

  test(
    'is finished by the command and the server that come after it, and nothing tells of it any more',
    async () => {
      await prepare()
      const untouched = `select id, action, version, changes - 'gate' - 'plan' as changes from _audit
        where entity in ('depot', 'plugin') and changes->>'id' is distinct from 'fleet' order by id`
      const [auditBefore, depotBefore] = [
        await rows(untouched),
        await rows('select id, code, paper, version from depot'),
      ]
      const [, second] = await rows(`select id from _file where entity = 'vehicle' order by id`)
      await killAtRow(client, { table: '_file', change: 'delete', row: `old.id = '${second.id}'` }, () =>
        startProcess(PURGE, env),
      )
      // Plugin and tables are gone in one transaction; what it has still to do is noted.
      expect(await rows('select id from _plugin')).toEqual([{ id: 'depot' }])
      expect(await rows(`select to_regclass('vehicle') as found`)).toEqual([{ found: null }])
      expect(await count('_erasure')).toBe(1)
      // Its bytes are gone, its row is not: that is how the next one knows of it.
      expect((await rows('select id from _file order by id')).map(({ id }) => id)).toEqual(
        [...onDisk(), second.id].sort(),
      )
      expect(onDisk()).not.toContain(second.id)
      expect(await traces()).toMatchObject({
        't_acme._audit': expect.any(Number),
        't_acme._outbox': expect.any(Number),
      })
      const entries = await count(`_audit where entity = 'vehicle'`)
      const [{ id: middle }] = await rows(
        `select id from _audit where entity = 'vehicle' order by ctid desc offset 500 limit 1`,
      )
      await killAtRow(client, { table: '_audit', change: 'delete', row: `old.id = '${middle}'` }, () =>
        startProcess(['plugin', 'list', '--tenant', 'acme'], env),
      )
      expect([await count('_erasure'), await count('_file'), onDisk()]).toEqual([1, 1, kept])
      // Whole batches, and nothing of the one in which it was killed.
      expect((entries - (await count(`_audit where entity = 'vehicle'`))) % 1_000).toBe(0)
      background()
      await expect.poll(() => count('_erasure'), PATIENCE).toBe(0)
      expect(await traces()).toEqual({})
      expect(await rows(untouched)).toEqual(auditBefore)
      expect(await rows('select plugin from _data_migration')).toEqual([{ plugin: 'depot' }])
      expect(await rows('select message from _action_run')).toEqual([{ message: 'kept' }])
      expect(await rows(`select coalesce(name, after->>'code') as told from _outbox order by id`)).toEqual(
        ['fleets.moved', 'north', 'south'].map((told) => ({ told })),
      )
      expect(await rows('select id, code, paper, version from depot')).toEqual(depotBefore)
      expect([await rows('select id from _file'), onDisk()]).toEqual([[{ id: kept[0] }], kept])
    },
    SLOW,
  )

  test('leaves nothing in the way of the plugin, which comes back empty', async () => {
    const install = ['plugin', 'install', FLEET, '--tenant', 'acme', '--grant', 'all']
    expect(await runTenon(install, env)).toMatchObject({ code: 0 })
    expect(await count('vehicle')).toBe(0)
    expect(await rows('select code, gate, plan from depot')).toEqual([{ code: 'south', gate: null, plan: null }])
    expect(await traces()).toEqual({})
  })
})
