import { afterAll, expect, test } from 'vitest'
import { runTenon, temporaryFolder } from '../../support/run-tenon.ts'
import { jobEntity, text, writeTestedPlugin } from './write-tested-plugin.ts'

const { folder, remove } = temporaryFolder()
afterAll(remove)

const MANIFEST = {
  id: 'trace',
  version: '0.1.0',
  label: text('trace'),
  host: '^0.1.0',
  capabilities: ['kv', 'entity:traceJob:read', 'entity:traceJob:write', 'entity:traceNote:write'].map((capability) => ({
    capability,
    reason: text('Leaves traces.'),
  })),
  settings: {
    properties: { greeting: { fieldType: 'text', label: text('Greeting'), default: 'hello', maxLength: 20 } },
  },
}

/** Leaves a trace in everything that a plugin can reach. */
const HOOKS = `import { definePlugin, eachRecord } from '@tenon/sdk/plugin'

let calls = 0

export const plugin = definePlugin({
  entities: {
    traceJob: {
      beforeCreate: eachRecord((job, tenon) => {
        calls += 1
        ;(globalThis as any).seen = [...((globalThis as any).seen ?? []), job.values.title]
        if (job.values.title === 'broken') throw new Error('breaks')
        if (job.values.title === 'endless') for (;;);
        tenon.log.info('made ' + String(job.values.title))
        return { calls, globals: (globalThis as any).seen.length, greeting: tenon.settings.greeting }
      }),
      afterCreate: async (jobs, tenon) => {
        for (const job of jobs) {
          const count = await tenon.kv.increment('made')
          await tenon.records.create({ entity: 'traceNote', values: { name: 'note ' + count } })
        }
      },
    },
  },
  guards: { isChecked: () => undefined },
})
`

const TESTS = `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Fixtures, openTestTenant } from '@tenon/sdk/testing'

const FIXTURES = {
  one: { entity: 'traceJob', values: { title: 'one' } },
  two: { entity: 'traceJob', values: { title: 'two' } },
} satisfies Fixtures

/** All that a test can see of what was there before it. */
async function traces(tenant: any) {
  const third = await tenant.system.create('traceJob', { title: 'third' })
  await tenant.settle()
  const jobs = (await tenant.system.find('traceJob', { sort: [{ field: 'number' }] })).records
  const notes = (await tenant.system.find('traceNote', { sort: [{ field: 'name' }] })).records
  const history = await tenant.system.history('traceJob', third)
  return {
    jobs: jobs.map(({ title, number, version, createdAt }: any) => [title, number, version, createdAt]),
    inOrderOfIds: jobs.map(({ id }: any) => id).every((id: string, index: number, all: string[]) => index === 0 || id > all[index - 1]!),
    notes: notes.map(({ name, createdAt }: any) => [name, createdAt]),
    inVariables: [third.calls, third.globals, third.greeting],
    history: history.map(({ action }: any) => action),
    logs: tenant.logs.map(({ message }: any) => message),
    clock: tenant.clock.now().toISOString(),
  }
}

async function disturb() {
  const tenant = await openTestTenant({ now: '2031-05-05T05:05:05Z', settings: { greeting: 'bye' } })
  await tenant.system.create('traceJob', { title: 'disturbing' })
  await tenant.clock.advance({ days: 400 })
  await tenant.system.create('traceJob', { title: 'not settled' })
  for (let time = 0; time < 12; time++) await tenant.system.create('traceJob', { title: 'broken' }).catch(() => null)
  return tenant
}

let expected: unknown
test('a test sees what it made, and its fixtures', async () => {
  const seen = await traces(await openTestTenant({ fixtures: FIXTURES }))
  const at = '2026-01-05T09:00:00.000Z'
  assert.deepEqual(seen, {
    jobs: [['one', '1', 1, at], ['two', '2', 1, at], ['third', '3', 1, at]],
    inOrderOfIds: true,
    notes: [['note 1', at], ['note 2', at], ['note 3', at]],
    inVariables: [1, 1, 'hello'],
    history: ['create'],
    logs: ['made one', 'made two', 'made third'],
    clock: at,
  })
  expected = seen
})
test('and exactly the same with the fixtures put back, after a test that changed everything', async () => {
  for (let time = 0; time < 8; time++) {
    await disturb()
    assert.deepEqual(await traces(await openTestTenant({ fixtures: FIXTURES })), expected)
  }
})
test('fixtures that begin like those of another test are the same, and those that follow are made after them', async () => {
  await disturb()
  const fixtures = { one: FIXTURES.one, two: FIXTURES.two, more: { entity: 'traceJob', values: { title: 'more' } } }
  const { system, fixtures: made } = await openTestTenant({ fixtures })
  assert.deepEqual([made.one.number, made.two.number, made.more.number], ['1', '2', '3'])
  assert.equal(made.one.id < made.two.id && made.two.id < made.more.id, true)
  const changed = await system.update('traceJob', made.one, { title: 'changed' })
  assert.equal(changed.version, 2)
  Object.assign(made.one, { title: 'changed here' })
})
test('what a test did to its fixtures is not done for the next', async () => {
  const { system, fixtures } = await openTestTenant({ fixtures: FIXTURES })
  assert.deepEqual([fixtures.one.title, fixtures.one.version], ['one', 1])
  assert.deepEqual((await system.get('traceJob', fixtures.one.id)).title, 'one')
})
test('fixtures made at another time, or with other settings, are others', async () => {
  const other = await openTestTenant({ fixtures: FIXTURES, settings: { greeting: 'bye' } })
  assert.equal(other.fixtures.one.greeting, 'bye')
  const later = await openTestTenant({ fixtures: FIXTURES, now: '2026-01-06T09:00:00Z' })
  assert.equal(later.fixtures.one.createdAt, '2026-01-06T09:00:00.000Z')
  assert.equal((await openTestTenant({ fixtures: FIXTURES })).fixtures.one.greeting, 'hello')
})

let late: Array<Promise<unknown>> = []
test('a test that ends while its work goes on', { timeout: 250 }, async (t) => {
  t.todo('runs out of time')
  const { system, settle } = await openTestTenant()
  late = [
    system.create('traceJob', { title: 'endless' }),
    ...Array.from({ length: 20 }, (_, index) => system.create('traceJob', { title: 'late ' + index })),
    (async () => { for (;;) await system.create('traceJob', { title: 'again and again' }) })(),
  ].map((work) => work.catch((error) => error))
  await settle()
  await new Promise(() => undefined)
})
test('does not reach into the next', async () => {
  assert.deepEqual(await traces(await openTestTenant({ fixtures: FIXTURES })), expected)
  const ends = await Promise.all(late)
  assert.match(String(ends.at(-1)), /emptied for a later test/)
})
test('two tenants opened at once are one after the other, and only the last can be used', async () => {
  const opened = await Promise.allSettled([openTestTenant(), openTestTenant({ fixtures: FIXTURES })])
  const [first, second] = opened
  assert.equal(second.status, 'fulfilled')
  if (first.status === 'fulfilled') await assert.rejects(first.value.system.find('traceJob'), /later test/)
  assert.deepEqual(await traces((second as any).value), expected)
})
`

test('a test sees nothing of those before it: rows, numbers, key-value store, variables, logs, failures, clock, late work', async () => {
  const plugin = `${folder}/trace`
  writeTestedPlugin(plugin, 'trace', {
    'plugin.json': MANIFEST,
    'entities/trace-job.schema.json': jobEntity('traceJob', {
      number: { fieldType: 'sequence', label: text('Number'), sequence: {} },
      calls: { fieldType: 'integer', label: text('Calls') },
      globals: { fieldType: 'integer', label: text('Globals') },
      greeting: { fieldType: 'text', label: text('Greeting'), maxLength: 20 },
    }),
    'entities/trace-note.schema.json': {
      type: 'object',
      name: 'traceNote',
      label: text('Note'),
      pluralLabel: text('Notes'),
      titleField: 'name',
      properties: { name: { fieldType: 'text', label: text('Name'), maxLength: 80 } },
      required: ['name'],
    },
    'hooks.ts': HOOKS,
    'test/trace.test.ts': TESTS,
  })
  const { output } = await runTenon(['plugin', 'test', plugin])
  expect(output).toMatch(/pass 7\n/)
  expect(output).toMatch(/todo 1\n/)
  expect(output).toMatch(/fail 0\n/)
}, 120_000)
