import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { runTenon, temporaryFolder } from '../../support/run-tenon.ts'
import { killStartedProcesses } from '../../support/start-process.ts'
import { jobEntity, text, writeTestedPlugin } from './write-tested-plugin.ts'

const PGLITE = import.meta.resolve('@electric-sql/pglite')
const SLOW = 120_000

const reference = (entity: string, onDelete: string) => ({
  fieldType: 'reference',
  label: text(entity),
  reference: { entity, onDelete },
})

/** Entities that point at themselves, and at each other in a circle. */
const PLUGIN = {
  'entities/knot-job.schema.json': jobEntity('knotJob', { lead: reference('knotPart', 'setNull') }),
  'entities/knot-part.schema.json': {
    type: 'object',
    name: 'knotPart',
    label: text('Part'),
    pluralLabel: text('Parts'),
    titleField: 'name',
    properties: {
      name: { fieldType: 'text', label: text('Name'), maxLength: 80 },
      weight: { fieldType: 'integer', label: text('Weight'), minimum: 0 },
      parent: reference('knotPart', 'restrict'),
      job: reference('knotJob', 'cascade'),
    },
    required: ['name'],
  },
  'hooks.ts': `import { definePlugin, eachRecord } from '@tenon/sdk/plugin'

export const plugin = definePlugin({
  entities: {
    knotPart: {
      beforeCreate: eachRecord((part) => {
        if (part.values['name'] === 'broken') throw new Error('a part that breaks')
      }),
    },
  },
  guards: { isChecked: () => undefined },
})
`,
}

/** Run inside the process of the plugin's tests, where each statement passes through PGlite. */
const TESTS = `
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Fixtures, openTestTenant } from '@tenon/sdk/testing'
import { PGlite } from '${PGLITE}'

const { query, exec, execProtocolStream } = PGlite.prototype as any
let statements = 0
const counting = (run: Function) => function (this: unknown, ...args: unknown[]) {
  statements += 1
  return run.apply(this, args)
}
const runs = (message: Uint8Array) => message[0] === 'B'.charCodeAt(0)
Object.assign(PGlite.prototype, {
  query: counting(query),
  exec: counting(exec),
  execProtocolStream(message: Uint8Array, ...rest: unknown[]) {
    if (runs(message) && message.length > 20 && Buffer.from(message).includes('kept_')) statements += 1
    return execProtocolStream.call(this, message, ...rest)
  },
})
const count = async (work: () => Promise<unknown>) => {
  const before = statements
  await work()
  return statements - before
}

const timers: number[] = []
const { setTimeout: realSetTimeout } = globalThis
globalThis.setTimeout = ((run: () => void, milliseconds: number, ...rest: unknown[]) => {
  if (new Error().stack?.includes('pglite')) timers.push(milliseconds)
  return realSetTimeout(run, milliseconds, ...rest)
}) as never

const KNOT = {
  root: { entity: 'knotPart', values: { name: 'root' } },
  job: { entity: 'knotJob', values: { title: 'tie', lead: { $ref: 'root' } } },
  leaf: { entity: 'knotPart', values: { name: 'leaf', parent: { $ref: 'root' }, job: { $ref: 'job' } } },
} satisfies Fixtures
const ROLES = { reader: { '*': { read: 'all' as const } } }

test('records that point at one another in a circle are there', async () => {
  const tenant = await openTestTenant({ fixtures: KNOT })
  const { root, job, leaf } = tenant.fixtures
  const staff = await tenant.as('staff')
  await staff.update('knotPart', root, { job: job.id })
  await staff.update('knotJob', job, { lead: leaf.id })
})
test('they are gone in the next test, by one statement', async () => {
  assert.equal(await count(() => openTestTenant()), 1)
  const tenant = await openTestTenant()
  for (const entity of ['knotPart', 'knotJob']) {
    assert.deepEqual((await tenant.system.find(entity, { count: true })).count, 0)
  }
})
test('opening a tenant takes one statement, another one for other roles, and one for all fixtures made before', async () => {
  assert.equal(await count(() => openTestTenant({ roles: ROLES })), 2)
  assert.equal(await count(() => openTestTenant({ roles: ROLES })), 1)
  assert.equal(await count(() => openTestTenant()), 2)
  const fixtures = { root: KNOT.root, job: KNOT.job }
  await openTestTenant({ fixtures })
  assert.equal(await count(() => openTestTenant({ fixtures })), 2)
  // One to empty, one that puts two back, one for the third, one to save all of them.
  const more = { ...fixtures, second: KNOT.root }
  await openTestTenant({ fixtures: more })
  const other = { ...fixtures, second: { entity: 'knotPart', values: { name: 'other' } } }
  assert.equal(await count(() => openTestTenant({ fixtures: other })), 4)
})
test('a person is made once for all tests', async () => {
  const one = await (await openTestTenant()).as(['staff', 'admin'])
  const tenant = await openTestTenant()
  assert.equal(await count(() => tenant.as(['staff', 'admin'])), 0)
  assert.equal((await tenant.as(['staff', 'admin'])).id, one.id)
})
test('a write takes one statement', async () => {
  const { system } = await openTestTenant()
  await system.create('knotPart', { name: 'one' })
  assert.equal(await count(() => system.create('knotPart', { name: 'other' })), 1)
})
test('a hook can fail as often as it likes', async () => {
  const { system } = await openTestTenant()
  for (let time = 0; time < 15; time++) await assert.rejects(system.create('knotPart', { name: 'broken' }))
  await assert.rejects(system.create('knotPart', { name: 'broken' }), { code: 'PLUGIN_CIRCUIT_OPEN' })
})
test('without the next test noticing', async () => {
  const { system } = await openTestTenant()
  assert.equal((await system.create('knotPart', { name: 'whole' })).name, 'whole')
})
test('the clock can go back without the database waiting for a time long past', async () => {
  const { system, clock } = await openTestTenant({ now: '2031-01-01T00:00:00Z' })
  await system.create('knotPart', { name: 'late' })
  for (const now of ['2024-01-01T00:00:00Z', '2035-01-01T00:00:00Z', '2026-06-01T00:00:00Z']) {
    const before = timers.length
    await clock.set(now)
    assert.equal((await system.create('knotPart', { name: 'then' })).createdAt, now.replace('Z', '.000Z'))
    // Set anew, from the time that it is now: the one before was taken back.
    assert.deepEqual(timers.slice(before), [10_000])
  }
})
test('an actor deletes, restores, finds by filter and order, and reads the history', async () => {
  const tenant = await openTestTenant({ now: '2026-03-02T08:00:00Z' })
  const staff = await tenant.as('staff')
  const light = await staff.create('knotPart', { name: 'light', weight: 1 })
  await staff.create('knotPart', { name: 'heavy', weight: 30 })
  await staff.create('knotPart', { name: 'heaviest', weight: 40 })
  const where = { field: 'weight', op: 'gte', value: 30 } as const
  const found = await staff.find('knotPart', { where, sort: [{ field: 'weight', direction: 'desc' }], count: true })
  assert.deepEqual(found.records.map(({ name }) => name), ['heaviest', 'heavy'])
  assert.equal(found.count, 2)
  await tenant.clock.advance({ hours: 1 })
  const deleted = await staff.delete('knotPart', light)
  await assert.rejects(staff.get('knotPart', light.id), { code: 'NOT_FOUND' })
  const restored = await staff.restore('knotPart', deleted)
  assert.deepEqual([restored.name, restored.version], ['light', 3])
  const history = await staff.history('knotPart', light)
  assert.deepEqual(
    history.map(({ action, actorName, at }) => [action, actorName, at]),
    [
      ['restore', 'Test staff', '2026-03-02T09:00:00.000Z'],
      ['delete', 'Test staff', '2026-03-02T09:00:00.000Z'],
      ['create', 'Test staff', '2026-03-02T08:00:00.000Z'],
    ],
  )
})

test('mistakes of a test are told in words', async () => {
  const tenant = await openTestTenant({ roles: ROLES })
  const staff = await tenant.as('staff')
  await assert.rejects(staff.create('knotPrat', { name: 'x' }), {
    message: "There is no entity 'knotPrat' in this test's tenant; did you mean 'knotPart'?",
  })
  await assert.rejects(staff.find('vehicle'), /no entity 'vehicle' .*expected one of 'knotJob', 'knotPart'/)
  await assert.rejects(tenant.as('raeder'), /no role 'raeder' in this test, .*; did you mean 'reader'\\?$/)
  await assert.rejects(tenant.as([]), /needs a role; expected one of 'admin', 'staff', 'reader'/)
  await assert.rejects(tenant.clock.set('tomorrow'), /'tomorrow' is no time; expected a time from 1970 to 9999 such as '2026-03-02T08:00:00Z'/)
  const wrong: Array<[() => Promise<unknown>, RegExp]> = [
    [() => tenant.clock.set('99999-01-01'), /'99999-01-01' is no time/],
    [() => tenant.clock.set(null as never), /'null' is no time/],
    [() => tenant.clock.advance({ days: 1e9 }), /advance\\({"days":1000000000}\\) leads to no time/],
    [() => tenant.clock.advance({ hours: Number.NaN }), /advance\\({ hours }\\): expected a number such as 2, not NaN/],
    [() => tenant.clock.advance({ day: 1 } as never), /advance\\(by\\): there is no 'day'; did you mean 'days'/],
    [() => tenant.as(5 as never), /as\\(roles\\): expected the name of a role or a list of names, not 5/],
    [() => tenant.as('staff', { locale: 'fr' as never }), /there is no language "fr"; expected one of 'en', 'zh-CN'/],
    [() => staff.create('knotPart', null as never), /create\\('knotPart', values\\): expected an object of values .*, not null/],
    [() => staff.get('knotPart', undefined as never), /get\\('knotPart', id\\): expected the id of a record, not undefined/],
    [() => staff.find('knotPart', { wheer: 1 } as never), /there is no 'wheer'; did you mean 'where'/],
    [() => staff.update('knotPart', undefined as never, {}), /update\\('knotPart', record\\): expected a record .* with 'id' and 'version', not undefined/],
    [() => staff.delete('knotPart', { id: 'x' } as never), /delete\\('knotPart', record\\): .* not {"id":"x"}/],
    [() => staff.history('knotPart', {} as never), /history\\('knotPart', record\\): .* with 'id', not {}/],
    [() => staff.run('postpone', {} as never), /run\\('postpone', records\\): .* with 'id', not {}/],
  ]
  for (const [asked, message] of wrong) await assert.rejects(asked, message)
})
test('a tenant that is asked for in a wrong shape is told with the place, what was there, and what is allowed', async () => {
  const wrong: Array<[unknown, RegExp]> = [
    [{ roles: ['reader'] }, /^Error: What openTestTenant\\(\\) was given is wrong at '\\/roles': .*expected object.*; there is \\["reader"\\]$/],
    [{ roles: { reader: 'all' } }, /at '\\/roles\\/reader': .*expected object, received string; there is "all"$/],
    [{ roles: { reader: { knotPart: { read: 'al' } } } }, /at '\\/roles\\/reader\\/knotPart\\/read': .*"territoryAndBelow".*; there is "al"$/],
    [{ roles: { reader: { knotPart: { raed: 'all' } } } }, /at '\\/roles\\/reader\\/knotPart': Unrecognized key: "raed"; there is/],
    [{ rights: { reader: 'x' } }, /at '\\/rights\\/reader': .*expected array, received string/],
    [{ role: {} }, /Unrecognized key: "role"/],
    [{ now: 'tomorrow' }, /at '\\/now': expected a time from 1970 to 9999 such as '2026-03-02T08:00:00Z'; there is "tomorrow"$/],
    [{ fixtures: { a: { values: {} } } }, /at '\\/fixtures\\/a\\/entity': .*expected string, received undefined/],
    [{ secrets: { key: 7 } }, /at '\\/secrets\\/key': .*expected string, received number; there is 7$/],
    [{ http: { status: 200 } }, /at '\\/http': expected a function such as/],
    [null, /expected object, received null; there is null$/],
  ]
  for (const [given, message] of wrong) await assert.rejects(openTestTenant(given as never), message)
  assert.equal((await (await openTestTenant({ now: undefined, roles: ROLES } as never)).system.find('knotPart', { count: true })).count, 0)
})
test('mistakes in fixtures are told with the name of the fixture', async () => {
  const part = (name: string, parent?: string) => ({
    entity: 'knotPart',
    values: { name, ...(parent !== undefined && { parent: { $ref: parent } }) },
  })
  await assert.rejects(openTestTenant({ fixtures: { a: { entity: 'knotPrat', values: {} } } }), /no entity 'knotPrat'/)
  await assert.rejects(openTestTenant({ fixtures: { root: part('x'), a: part('a', 'roto') } }), {
    message: "Fixture 'a' refers to 'roto', which is not among the fixtures; did you mean 'root'?",
  })
  await assert.rejects(openTestTenant({ fixtures: { a: part('a', 'b'), b: part('b') } }), {
    message: "Fixture 'a' refers to 'b', which comes after it: move 'b' before 'a'.",
  })
  await assert.rejects(openTestTenant({ fixtures: { a: part('a', 'c'), b: part('b', 'a'), c: part('c', 'b') } }), {
    message: "Fixture 'a' refers to 'c', and so in a circle: a → c → b → a. Leave one of them out, and set it in the test with update.",
  })
  await assert.rejects(openTestTenant({ fixtures: { a: part('a', 'a') } }), /in a circle: a → a\\./)
  await assert.rejects(openTestTenant({ fixtures: { a: { entity: 'knotPart', values: { weight: -1 } } } }), (error: any) => {
    assert.match(error.message, /^Fixture 'a' could not be made: /)
    assert.equal(error.code, 'VALIDATION_FAILED')
    assert.deepEqual(error.problems.map(({ pointer }: { pointer: string }) => pointer).sort(), ['/name', '/weight'])
    return true
  })
})
`
const { folder: root, remove } = temporaryFolder()
const plugin = join(root, 'knot')

beforeAll(() => writeTestedPlugin(plugin, 'knot', { ...PLUGIN, 'test/knot.test.ts': TESTS }))
afterEach(killStartedProcesses)
afterAll(remove)

test(
  'a test tenant: emptied by one statement, its clock, its actors, and what it says of mistakes',
  async () => {
    const { code, output } = await runTenon(['plugin', 'test', plugin])
    expect(output).toMatch(/pass 12\n/)
    expect(output).not.toContain('Warning')
    expect(code).toBe(0)
  },
  SLOW,
)
