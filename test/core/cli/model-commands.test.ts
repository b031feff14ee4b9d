import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPostgresDatabase } from '../../support/open-test-database.ts'
import { runTenon, temporaryFolder } from '../../support/run-tenon.ts'

const SLOW = 120_000
const { folder: root, remove } = temporaryFolder()
const [model, copy] = [join(root, 'model'), join(root, 'copy')]
const file = join(model, 'entities/box.entity.json')
const label = (en: string, zh: string) => ({ en, 'zh-CN': zh })
const BOX = {
  type: 'object',
  titleField: 'name',
  name: 'box',
  pluralLabel: label('Boxes', '箱子'),
  label: label('Box', '箱子'),
  properties: {
    name: { label: label('Name', '名称'), fieldType: 'text' },
    amount: { fieldType: 'text', label: label('Amount', '数量') },
  },
}
let env: Record<string, string> = {}
let client: pg.Client

beforeAll(async () => {
  env = { DATABASE_URL: await createPostgresDatabase(), TENON_FOLDER: join(root, 'data'), TENON_LOG_LEVEL: 'silent' }
  client = new pg.Client({ connectionString: env['DATABASE_URL'] })
  await client.connect()
  expect(await runTenon(['tenant', 'create', 'acme'], env)).toMatchObject({ code: 0 })
  mkdirSync(join(model, 'entities'), { recursive: true })
  write(BOX)
}, SLOW)
afterAll(async () => {
  await client?.end()
  remove()
})

const write = (entity: object) => writeFileSync(file, JSON.stringify(entity))
const run = (verb: string, ...more: string[]) =>
  runTenon(['model', verb, '--tenant', 'acme', '--folder', model, ...more], env)
const bytes = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), 'utf8')])

test(
  'a model in files is planned, applied, exported byte by byte the same, and verified',
  async () => {
    const plan = await run('plan', '--sql')
    expect(plan.code).toBe(3)
    expect(plan.output).toContain('+ Create Box with 2 fields')
    expect(plan.output).toContain('create table')
    expect(await run('verify')).toMatchObject({ code: 3 })
    expect(await run('apply', '--note', 'Boxes')).toMatchObject({
      code: 0,
      output: expect.stringContaining('Version 1'),
    })
    expect(await run('plan')).toMatchObject({ code: 0, output: 'The tenant is as the files say.\n' })
    expect(await run('apply')).toMatchObject({ code: 0, output: 'The tenant is as the files say.\n' })
    expect(await run('pull')).toMatchObject({ code: 0 })
    const exported = bytes(model)
    expect(exported.map(([name]) => name)).toEqual(['box.entity.json'])
    expect(await run('pull')).toMatchObject({ code: 0, output: expect.stringContaining('Nothing has changed.') })
    expect(await runTenon(['tenant', 'create', 'other'], env)).toMatchObject({ code: 0 })
    const other = (verb: string, folder: string) =>
      runTenon(['model', verb, '--tenant', 'other', '--folder', folder], env)
    expect(await other('apply', model)).toMatchObject({ code: 0 })
    expect(await other('pull', copy)).toMatchObject({ code: 0 })
    expect(bytes(copy)).toEqual(exported)
    expect(await run('verify')).toMatchObject({ code: 0 })
  },
  SLOW,
)

test(
  'a label changes no table, a loss needs consent, and what the rows forbid is refused with an exit code of its own',
  async () => {
    await client.query(
      `insert into t_acme.box (id, name, amount) values (gen_random_uuid(), 'a', 'many'), (gen_random_uuid(), 'b', null)`,
    )
    const renamed = { ...BOX, label: label('Crate', '板条箱') }
    write(renamed)
    const plan = await run('plan', '--sql')
    expect(plan.code).toBe(3)
    expect(plan.output).not.toMatch(/alter|create|drop|comment/)
    expect(await run('apply')).toMatchObject({ code: 0 })
    const number = {
      ...renamed,
      properties: { ...BOX.properties, amount: { ...BOX.properties.amount, fieldType: 'integer' } },
    }
    write(number)
    expect(await run('plan')).toMatchObject({ code: 3, output: expect.stringContaining('1 values put aside') })
    expect(await run('apply')).toMatchObject({ code: 1, output: expect.stringContaining('Agree with --consent.') })
    write({ ...number, required: ['amount'] })
    expect(await run('apply', '--consent')).toMatchObject({ code: 4 })
    write(number)
    expect(await run('apply', '--consent')).toMatchObject({ code: 0 })
    const { rows } = await client.query('select amount from t_acme.box order by name')
    expect(rows).toEqual([{ amount: null }, { amount: null }])
  },
  SLOW,
)

test(
  'a plan that was kept is applied in another environment at the same model, and refused where model or database have drifted',
  async () => {
    const kept = join(root, 'release.plan.json')
    const at = (tenant: string, verb: string, ...more: string[]) =>
      runTenon(['model', verb, '--tenant', tenant, '--folder', model, ...more], env)
    write(BOX)
    for (const tenant of ['dev', 'live']) {
      await runTenon(['tenant', 'create', tenant], env)
      expect(await at(tenant, 'apply')).toMatchObject({ code: 0 })
    }
    const size = { fieldType: 'text', label: label('Size', '尺寸') }
    write({ ...BOX, properties: { ...BOX.properties, size } })
    expect(await at('dev', 'plan', '--out', kept)).toMatchObject({
      code: 3,
      output: expect.stringContaining('sha256-'),
    })
    const { steps, lost, risk } = JSON.parse(readFileSync(kept, 'utf8'))
    expect({ steps, lost, risk }).toEqual({ steps: ['Add field ‘Size’ to Box'], lost: 0, risk: 'safe' })
    write(BOX)
    expect(await at('dev', 'apply', '--plan', kept)).toMatchObject({ code: 0 })
    await client.query('alter table t_live.box rename column amount to quantity')
    const drifted = await at('live', 'apply', '--plan', kept)
    expect([drifted.code, drifted.output]).toEqual([5, expect.stringContaining('Column ‘amount’')])
    await client.query('alter table t_live.box rename column quantity to amount')
    expect(await at('live', 'apply', '--plan', kept)).toMatchObject({ code: 0 })
    expect(await at('live', 'apply', '--plan', kept)).toMatchObject({
      code: 0,
      output: 'The tenant is as the files say.\n',
    })
    // This one is at another model.
    const other = await at('acme', 'apply', '--plan', kept)
    expect([other.code, other.output]).toEqual([
      5,
      expect.stringContaining('are not those for which the plan was made'),
    ])
    expect(await at('live', 'apply', '--plan', file)).toMatchObject({
      code: 1,
      output: expect.stringContaining('is no plan'),
    })
    const { rows } = await client.query(`select table_schema from information_schema.columns
      where table_name = 'box' and column_name = 'size' order by 1`)
    expect(rows.map((row) => row.table_schema)).toEqual(['t_dev', 't_live'])
    expect(await run('pull')).toMatchObject({ code: 0 })
  },
  SLOW,
)

test(
  'verify tells what somebody changed in the database by hand',
  async () => {
    await run('pull')
    expect(await run('verify')).toMatchObject({ code: 0 })
    await client.query('alter table t_acme.box drop column amount')
    await client.query('alter table t_acme.box add column stray text')
    const verified = await run('verify')
    expect(verified.code).toBe(3)
    expect(verified.output).toContain('Column ‘amount’ (bigint) of table ‘box’ is missing.')
    expect(verified.output).toContain('Column ‘stray’ (text) of table ‘box’ is no field of the model')
  },
  SLOW,
)

test(
  'a folder without a model, a broken file and a missing tenant are told in a sentence',
  async () => {
    const nothing = await runTenon(['model', 'plan', '--tenant', 'acme', '--folder', join(root, 'nothing')], env)
    expect(nothing).toMatchObject({ code: 1, output: expect.stringContaining('holds no model') })
    writeFileSync(file, '{')
    expect(await run('plan')).toMatchObject({ code: 1, output: expect.stringContaining('box.entity.json') })
    rmSync(file)
    expect(await runTenon(['model', 'plan'], env)).toMatchObject({ code: 2 })
    expect(await runTenon(['model', 'plan', '--tenant', 'nobody'], env)).toMatchObject({ code: 1 })
  },
  SLOW,
)

test(
  'a stage with records goes once it is said where they go',
  async () => {
    const folder = join(root, 'staged')
    mkdirSync(join(folder, 'entities'), { recursive: true })
    mkdirSync(join(folder, 'pipelines'), { recursive: true })
    writeFileSync(join(folder, 'entities/box.entity.json'), JSON.stringify(BOX))
    const flow = (...names: string[]) => {
      const stages = names.map((name) => ({ name, label: label(name, name), category: 'open' }))
      const pipeline = { name: 'sales', entity: 'box', label: label('Sales', '销售'), stages }
      writeFileSync(join(folder, 'pipelines/sales.pipeline.json'), JSON.stringify(pipeline))
    }
    const at = (verb: string, ...more: string[]) =>
      runTenon(['model', verb, '--tenant', 'staged', '--folder', folder, ...more], env)
    await runTenon(['tenant', 'create', 'staged'], env)
    flow('fresh', 'talk')
    expect(await at('apply')).toMatchObject({ code: 0 })
    await client.query(
      `insert into t_staged.box (id, name, pipeline, stage) values (gen_random_uuid(), 'a', 'sales', 'talk')`,
    )
    flow('fresh')
    const asked =
      '? Box: 1 record is in ‘talk’ of ‘Sales’ (box.sales.talk): answer with --map-stage box.sales.talk=<sales.fresh>'
    expect(await at('plan')).toMatchObject({ code: 3, output: expect.stringContaining(asked) })
    expect(await at('apply')).toMatchObject({ code: 1, output: expect.stringContaining('--map-stage') })
    expect(await at('apply', '--map-stage', 'talk')).toMatchObject({ code: 1 })
    expect(await at('apply', '--map-stage', 'box.sales.talk=sales.fresh')).toMatchObject({ code: 0 })
    expect((await client.query('select stage from t_staged.box')).rows).toEqual([{ stage: 'fresh' }])
    flow('fresh', 'talk')
    expect(await at('plan')).toMatchObject({ output: expect.stringContaining('with --bring-back they do') })
    expect(await at('apply', '--bring-back')).toMatchObject({ code: 0 })
    expect((await client.query('select stage from t_staged.box')).rows).toEqual([{ stage: 'talk' }])
  },
  SLOW,
)
