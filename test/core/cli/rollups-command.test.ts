import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPostgresDatabase } from '../../support/open-test-database.ts'
import { runTenon, temporaryFolder } from '../../support/run-tenon.ts'

const SLOW = 120_000
const { folder, remove } = temporaryFolder()
const model = join(folder, 'model')
const label = (en: string) => ({ en, 'zh-CN': en })
const BOX = {
  ...{ type: 'object', titleField: 'name', name: 'box', label: label('Box'), pluralLabel: label('Boxes') },
  properties: {
    name: { label: label('Name'), fieldType: 'text' },
    pieces: { label: label('Pieces'), fieldType: 'integer' },
    done: { label: label('Done'), fieldType: 'boolean' },
  },
  rollups: [{ name: 'byDone', groupBy: ['done'], sums: ['pieces'] }],
}
let env: Record<string, string> = {}
let client: pg.Client

beforeAll(async () => {
  env = { DATABASE_URL: await createPostgresDatabase(), TENON_FOLDER: join(folder, 'data'), TENON_LOG_LEVEL: 'silent' }
  client = new pg.Client({ connectionString: env['DATABASE_URL'] })
  await client.connect()
  expect(await runTenon(['tenant', 'create', 'acme'], env)).toMatchObject({ code: 0 })
  mkdirSync(join(model, 'entities'), { recursive: true })
  writeFileSync(join(model, 'entities/box.entity.json'), JSON.stringify(BOX))
  const applied = await runTenon(['model', 'apply', '--tenant', 'acme', '--folder', model], env)
  expect(applied).toMatchObject({ code: 0 })
}, SLOW)
afterAll(async () => {
  await client?.end()
  remove()
})

test(
  'totals are held against the records: 0 where they agree, 3 where not, until they are counted anew',
  async () => {
    await client.query(`insert into t_acme.box (id, name, pieces, done)
      select gen_random_uuid(), 'box', g, g % 2 = 0 from generate_series(1, 10) g`)
    const sound = await runTenon(['rollups', 'verify'], env)
    expect([sound.code, sound.output]).toEqual([
      0,
      'acme: box.byDone agrees with the records: 4 figures, 4 notes of writes to be folded\n',
    ])
    await client.query('alter table t_acme.box disable trigger user')
    await client.query('update t_acme.box set pieces = 100 where pieces = 1')
    await client.query('alter table t_acme.box enable trigger user')
    const wrong = await runTenon(['rollups', 'verify', '--tenant', 'acme'], env)
    expect([wrong.code, wrong.output]).toEqual([
      3,
      expect.stringContaining('box.byDone DIFFERS from the records: 1 of 4'),
    ])
    const anew = await runTenon(['rollups', 'rebuild', '--tenant', 'acme'], env)
    expect([anew.code, anew.output]).toEqual([0, 'acme: box.byDone was counted anew\n'])
    expect(await runTenon(['rollups', 'verify'], env)).toMatchObject({ code: 0 })
  },
  SLOW,
)
