import { join } from 'node:path'
import type pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { systemContext } from '../../core/src/context/system-context.ts'
import { createTenon } from '../../core/src/create-tenon.ts'
import { writeFleet } from '../core/plugins/fleet-plugin.ts'
import { createPostgresDatabase } from '../support/open-test-database.ts'
import { temporaryFolder } from '../support/run-tenon.ts'
import { killStartedProcesses, startProcess } from '../support/start-process.ts'
import { testConfig } from '../support/test-config.ts'
import { connectTest, killAtRow } from './kill-at.ts'

const SLOW = 240_000
const PATIENCE = { timeout: 120_000, interval: 100 }
const PROGRAM = join(import.meta.dirname, 'background-process.ts')
/** Just as many as make a table large. */
const ROWS = 10_500
const { folder: root, remove } = temporaryFolder()

const field = (fieldType: string, en: string) => ({ fieldType, label: { en } })

function version(number: string, miles: string, hooks?: string): string {
  const vehicle = { type: 'object', name: 'vehicle', label: { en: 'Vehicle' }, pluralLabel: { en: 'Vehicles' } }
  const properties = { vin: field('text', 'VIN'), miles: field(miles, 'Miles'), told: field('text', 'Told') }
  return writeFleet(
    join(root, `${number}-${miles}`),
    { id: 'fleet', version: number, label: { en: 'Fleet' }, host: '^0.1.0' },
    {
      'entities/vehicle.schema.json': { ...vehicle, titleField: 'vin', properties },
      'hooks.ts':
        hooks &&
        `import { definePlugin, eachRecord } from '@tenon/sdk/plugin'\nexport const plugin = definePlugin({ ${hooks} })`,
    },
  )
}

const NUMBERS = version('1.0.0', 'integer')
const TEXTS = version('1.0.0', 'text')
/** Adds to what is there: what it is run over twice is wrong. */
const TO_TEXTS = version(
  '2.0.0',
  'text',
  `migrations: { vehicle: eachRecord(({ values }) => ({ miles: values.miles + ' mi' })) }`,
)
const TO_NUMBERS = version('2.0.0', 'integer', `lifecycle: { onUpgrade() {} }`)
const TO_DECIMALS = version('2.0.0', 'decimal', `lifecycle: { onUpgrade: () => { throw new Error('no room') } }`)

describe('an upgrade that rewrites a large table on PostgreSQL, whose process is killed with -9', () => {
  let env: Record<string, string>
  let client: pg.Client

  beforeAll(async () => {
    const url = await createPostgresDatabase()
    env = { DATABASE_URL: url, TENON_FOLDER: join(root, 'data'), TENON_LOG_LEVEL: 'silent' }
    client = await connectTest(url)
  }, SLOW)
  afterEach(killStartedProcesses)
  afterAll(async () => {
    await client?.end()
    remove()
  })

  /** A tenant with the first version, and many vehicles: n has n miles, in the order of their ids. */
  async function prepare(slug: string, folder: string): Promise<void> {
    const database = { kind: 'postgres', url: env['DATABASE_URL'] ?? '', poolSize: 2 } as const
    const tenon = await createTenon({ ...(await testConfig('postgres')), database })
    const ctx = systemContext(await tenon.createTenant({ slug, name: slug }))
    await tenon.installPlugins(ctx, [await tenon.loadPluginFolder(folder)])
    await tenon.close()
    await client.query(`set search_path to t_${slug}`)
    await client.query(`insert into vehicle (id, vin, miles)
      select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'V' || n, n from generate_series(1, ${ROWS}) n`)
  }

  const rows = async (query: string) => (await client.query(query)).rows
  const row = (n: number) => `'00000000-0000-7000-8000-${String(n).padStart(12, '0')}'`
  const command = (slug: string, folder: string) => () =>
    startProcess(['plugin', 'upgrade', folder, '--tenant', slug, '--grant', 'all'], env)
  const background = () => startProcess([], env, { program: PROGRAM })
  const at = (n: number) => ({ table: 'vehicle', change: 'update', row: `old.id = ${row(n)}` }) as const

  /** What everybody works with, and how the run stands. */
  async function state() {
    const [found] = await rows(`select p.version as plugin, p.pending is not null as pending, r.status,
      (select max(version) from _model_version) as model,
      (select format_type(atttypid, atttypmod) from pg_attribute
        where attrelid = 'vehicle'::regclass and attname = 'miles') as type
      from _plugin p left join _publish_run r on true`)
    return found
  }
  const copied = async () => (await rows('select coalesce(sum(done), 0)::int as done from _publish_copy'))[0].done
  const leftovers = () =>
    rows(`select proname from pg_proc where pronamespace = current_schema::regnamespace
    and not starts_with(proname, '_search_') and not starts_with(proname, '_match_')`)
  const columns = () =>
    rows(`select attname from pg_attribute where attrelid = 'vehicle'::regclass and attnum > 0 and not attisdropped`)

  test(
    'goes on with each start of a server from where it was, at whatever moment, and changes no value twice',
    async () => {
      await prepare('on', NUMBERS)
      const before = { plugin: '1.0.0', pending: false, status: 'running', model: 1, type: 'bigint' }
      await killAtRow(client, at(3_000), command('on', TO_TEXTS))
      expect(await state()).toEqual(before)
      const first = await copied()
      // People go on working with the old version: on what is copied, and on what is still to come.
      await client.query(`update vehicle set miles = miles + 1000000 where id in (${row(50)}, ${row(9_999)})`)
      await killAtRow(client, at(8_000), background)
      expect(await state()).toEqual(before)
      expect(await copied()).toBeGreaterThanOrEqual(first)
      // In the transaction that swaps the columns and brings the new version.
      await killAtRow(client, { table: '_plugin', change: 'update', row: `old.id = 'fleet'` }, background)
      expect(await state()).toEqual(before)
      await killAtRow(client, at(300), background)
      expect(await state()).toEqual({ plugin: '2.0.0', pending: true, status: 'finishing', model: 2, type: 'text' })
      background()
      await expect
        .poll(state, PATIENCE)
        .toEqual({ plugin: '2.0.0', pending: false, status: 'done', model: 2, type: 'text' })
      const wrong = await rows(`select vin, miles from vehicle
        where miles is distinct from substr(vin, 2) || ' mi' or version <> 2 order by id`)
      expect(wrong).toEqual([
        { vin: 'V50', miles: '1000050 mi' },
        { vin: 'V9999', miles: '1009999 mi' },
      ])
      expect(await leftovers()).toEqual([])
    },
    SLOW,
  )

  test(
    'and meets a value then which does not convert is withdrawn by the next start of a server, and leaves all as it was',
    async () => {
      await prepare('withdrawn', TEXTS)
      const before = await columns()
      await killAtRow(client, at(3_000), command('withdrawn', TO_NUMBERS))
      await client.query(`update vehicle set miles = 'a dozen' where id = ${row(12)}`)
      background()
      await expect
        .poll(state, PATIENCE)
        .toEqual({ plugin: '1.0.0', pending: false, status: 'failed', model: 1, type: 'text' })
      await expect.poll(columns, PATIENCE).toEqual(before)
      expect(await leftovers()).toEqual([])
      expect(await rows(`select miles from vehicle where id in (${row(12)}, ${row(13)}) order by id`)).toEqual([
        { miles: 'a dozen' },
        { miles: '13' },
      ])
      const [{ error }] = await rows('select error from _publish_run')
      expect(error.message).toMatch(/^fleet 1\.0\.0 → 2\.0\.0 did not come into force/)
    },
    SLOW,
  )

  test(
    'while it is being undone is undone to the end by the next start of a server',
    async () => {
      await prepare('back', NUMBERS)
      const undoing = { table: '_plugin', change: 'update', row: `old.version = '2.0.0'` } as const
      const during = { plugin: '2.0.0', pending: true, status: 'running', model: 2, type: 'numeric(28,2)' }
      const begun = { table: '_publish_run', change: 'update', row: `(old.install -> 'undoes') is not null` } as const
      await killAtRow(client, begun, command('back', TO_DECIMALS))
      expect(await state()).toEqual(during)
      await killAtRow(client, undoing, background)
      expect(await state()).toEqual(during)
      background()
      await expect
        .poll(state, PATIENCE)
        .toEqual({ plugin: '1.0.0', pending: false, status: 'failed', model: 3, type: 'bigint' })
      expect(await rows('select 1 from vehicle where miles is distinct from substr(vin, 2)::int')).toEqual([])
    },
    SLOW,
  )
})
