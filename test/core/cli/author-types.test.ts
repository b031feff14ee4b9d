import { execFile } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { runTenon, temporaryFolder } from '../../support/run-tenon.ts'
import { killStartedProcesses } from '../../support/start-process.ts'

const TSC = join(import.meta.dirname, '../../../node_modules/typescript-7/bin/tsc')
const { folder: root, remove } = temporaryFolder()
const made = join(root, 'fleet')

afterEach(killStartedProcesses)
afterAll(remove)

const FORM = {
  properties: {
    dueOn: { fieldType: 'date', label: { en: 'Due' } },
    price: { fieldType: 'money', label: { en: 'Price' } },
    way: { fieldType: 'choice', label: { en: 'Way' }, options: [{ value: 'shop', label: { en: 'Shop' } }] },
  },
  required: ['dueOn'],
}

const HOOKS = `
import { definePlugin, eachRecord, reject } from '@tenon/sdk/plugin'
import type { FleetJobRecord } from './entities.d.ts'

export const plugin = definePlugin({
  entities: { fleetJob: { beforeCreate: eachRecord((job) => (job.values.dueOn ? undefined : { dueOn: '2026-01-01' })) } },
  guards: { isChecked: eachRecord(({ values }) => { if (!values.checkedBy) reject('no') }) },
  computed: { age: eachRecord((job: FleetJobRecord) => (job.values.dueOn ?? '') < '2026-06-01') },
  actions: {
    offer: eachRecord(async ({ id, values }, tenon) => {
      if (values.price === undefined) reject('no price')
      const changes = { dueOn: tenon.form.dueOn, price: tenon.form.price ?? null }
      const { version } = await tenon.records.update({ entity: 'fleetJob', id, version: values.version, values: changes })
      await tenon.progress(version, 2, tenon.settings.greeting)
      const way: 'shop' | undefined = tenon.form.way
      return { message: { en: 'Offered' + way }, open: { entity: 'fleetJob', id } }
    }),
    sweep: (records, tenon) => {
      tenon.log.info(String(records.length + tenon.settings.limit))
      return { message: 'swept' }
    },
  },
  imports: { clean: eachRecord(({ values }) => ({ title: values['Title']?.trim() ?? '' })) },
  metrics: { late: () => ({ value: 1 }) },
  migrations: { fleetJob: eachRecord(({ values }, { migration }) => (migration.dryRun ? undefined : { title: values.title + '!' })) },
})
`

beforeAll(async () => {
  expect(await runTenon(['plugin', 'new', 'fleet', '--folder', made])).toMatchObject({ code: 0 })
  const manifest = JSON.parse(readFileSync(join(made, 'plugin.json'), 'utf8'))
  const action = { label: { en: 'Offer' }, entity: 'fleetJob', places: ['record'] }
  const actions = [
    { ...action, name: 'offer', form: FORM },
    { ...action, name: 'sweep', places: ['list'] },
  ]
  const settings = {
    properties: {
      greeting: { fieldType: 'text', label: { en: 'Greeting' } },
      limit: { fieldType: 'integer', label: { en: 'Limit' }, default: 3 },
    },
    required: ['greeting'],
  }
  writeFileSync(join(made, 'plugin.json'), JSON.stringify({ ...manifest, actions, settings }))
  const metric = { name: 'late', label: { en: 'Late' }, unit: 'number' }
  cpSync(join(made, 'entities'), join(made, 'metrics'), { recursive: true, filter: (path) => !path.endsWith('.json') })
  writeFileSync(join(made, 'metrics/late.metric.json'), JSON.stringify(metric))
  const entityFile = join(made, 'entities/fleet-job.schema.json')
  const entity = JSON.parse(readFileSync(entityFile, 'utf8'))
  entity.properties.late = { fieldType: 'boolean', label: { en: 'Late' }, computedBy: 'age' }
  writeFileSync(entityFile, JSON.stringify(entity))
  writeFileSync(join(made, 'hooks.ts'), HOOKS)
  const typed = await runTenon(['plugin', 'types', made])
  expect(typed, typed.output).toMatchObject({ code: 0 })
}, 120_000)

async function compileWith(from: string, to: string): Promise<string> {
  expect(HOOKS).toContain(from)
  writeFileSync(join(made, 'hooks.ts'), HOOKS.replace(from, to))
  return promisify(execFile)(process.execPath, [TSC, '-p', made]).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  )
}

test('each kind of hook compiles with eachRecord, knowing its records, its form and the settings', async () => {
  expect(await compileWith('', '')).toBe('')
})

test.each([
  [
    'a field of the form that does not exist',
    'form.price',
    'form.prise',
    /Property 'prise' does not exist on type 'OfferForm'/,
  ],
  [
    'a field of the record that does not exist',
    'values.price ===',
    'values.prise ===',
    /Property 'prise' does not exist/,
  ],
  ['a setting that does not exist', 'settings.greeting', 'settings.greting', /Property 'greting' does not exist/],
  [
    'a field that a before-hook gives and that does not exist',
    "dueOn: '2026-01-01'",
    "dueAt: '2026-01-01'",
    /'{ dueAt: string; }' is not assignable/,
  ],
  [
    'a value that a field does not take',
    "{ dueOn: '2026-01-01' }",
    '{ dueOn: 20260101 }',
    /'number' is not assignable/,
  ],
  [
    'a field that a migration gives and that does not exist',
    "{ title: values.title + '!' }",
    "{ titel: values.title + '!' }",
    /'{ titel: string; }' is not assignable/,
  ],
  ['an action that is not declared', 'sweep:', 'swep:', /hooks\.ts\(\d+,\d+\): error TS7006/],
  [
    'an optional field of the form as if it were there',
    'form.price ?? null',
    'form.price.amount',
    /possibly 'undefined'/,
  ],
  ['an outcome of an action that is none', "{ message: 'swept' }", "{ mesage: 'swept' }", /mesage/],
  ['a row of an import with a number in it', "?.trim() ?? ''", '?.length ?? 0', /number/],
])('%s does not compile', async (...[, from, to, message]) => {
  expect(await compileWith(from, to)).toMatch(message)
})
