import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  entityFile,
  hooksFile,
  manifest,
  openPluginTenant,
  type PluginTenant,
} from '../../support/open-plugin-tenant.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'

const CHOICES = ['red', 'green'].map((value) => ({ value, label: { en: value } }))
const FIELDS = {
  text: { fieldType: 'text' },
  integer: { fieldType: 'integer', default: 3 },
  decimal: { fieldType: 'decimal', scale: 3 },
  percent: { fieldType: 'percent' },
  money: { fieldType: 'money', currency: 'EUR' },
  boolean: { fieldType: 'boolean' },
  date: { fieldType: 'date' },
  dateTime: { fieldType: 'dateTime' },
  time: { fieldType: 'time' },
  choice: { fieldType: 'choice', options: CHOICES },
  multiChoice: { fieldType: 'multiChoice', options: CHOICES },
  address: { fieldType: 'address' },
  json: { fieldType: 'json' },
  phone: { fieldType: 'phone' },
  sequence: { fieldType: 'sequence' },
  other: { fieldType: 'reference', reference: { entity: 'other', onDelete: 'setNull' } },
  digest: { fieldType: 'longText', computedBy: 'digest' },
}

/** The digest tells all that code is given, to the last digit and in its order. */
const PLUGIN = {
  'plugin.json': manifest('digests'),
  'entities/other.schema.json': entityFile('other', {}),
  'entities/thing.schema.json': entityFile('thing', FIELDS),
  'pipelines/flow.pipeline.json': {
    name: 'flow',
    entity: 'thing',
    label: { en: 'Flow' },
    stages: ['fresh', 'done'].map((name) => ({ name, label: { en: name }, category: 'open' })),
  },
  'hooks.ts': hooksFile(`{
    entities: { thing: {
      beforeCreate: eachRecord(({ values }) => values.text === 'hooked' ? { money: '7', percent: 12.5 } : undefined),
      beforeUpdate: eachRecord(({ values }) => values.boolean ? { decimal: '1.5' } : undefined),
    } },
    computed: { digest: eachRecord(({ values }) => JSON.stringify(values)) },
  }`),
}

const orNull = (arbitrary: fc.Arbitrary<JsonValue>) => fc.option(arbitrary, { nil: null, freq: 4 })
const amount = fc.integer({ min: -99_999, max: 99_999 }).map((cents) => String(cents / 100))
const VALUES: Record<string, fc.Arbitrary<JsonValue>> = {
  text: orNull(fc.constantFrom('hooked', ' spaced ', '汉字', '"quoted"')),
  integer: orNull(fc.integer()),
  decimal: orNull(amount),
  percent: orNull(fc.constantFrom(0, 12.5, -0.25, '7')),
  money: orNull(
    fc.oneof(
      amount,
      amount.map((value) => ({ amount: value, currency: 'USD' })),
    ),
  ),
  boolean: orNull(fc.boolean()),
  date: orNull(fc.constantFrom('2026-02-28', '1999-12-31')),
  dateTime: orNull(fc.constantFrom('2026-03-31T08:00:00Z', '2026-03-31T08:00:00.120+02:00')),
  time: orNull(fc.constantFrom('08:30', '23:59:59')),
  choice: orNull(fc.constantFrom('red', 'green')),
  multiChoice: orNull(fc.subarray(['red', 'green'])),
  address: orNull(fc.constantFrom({ city: 'Wien', country: 'AT' }, { line1: 'x' })),
  json: orNull(fc.constantFrom({ b: 1, a: [1.5, null] }, 'text', 0, [])),
  phone: orNull(fc.constantFrom('+43 1 58858', '+8613800138000')),
}
const values = fc.record(VALUES, { requiredKeys: [] }) as fc.Arbitrary<JsonObject>

type Step =
  | { kind: 'create'; values: JsonObject; linked: boolean }
  | { kind: 'update'; at: number; values: JsonObject }
  | { kind: 'move'; at: number; stage: string }
  | { kind: 'unlink' }
  | { kind: 'remove'; at: number }

const at = fc.nat({ max: 20 })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('create' as const), values, linked: fc.boolean() }),
  fc.record({ kind: fc.constant('update' as const), at, values }),
  fc.record({ kind: fc.constant('move' as const), at, stage: fc.constantFrom('fresh', 'done') }),
  fc.constant({ kind: 'unlink' as const }),
  fc.record({ kind: fc.constant('remove' as const), at }),
)

describe.each(DATABASE_KINDS)('after any writes on %s', (kind) => {
  let bench: PluginTenant
  beforeAll(async () => {
    bench = await openPluginTenant(kind)
    await bench.install(PLUGIN)
  }, 120_000)
  afterAll(() => bench?.close())

  const table = () => sql.id(bench.tenant.schema, 'thing')
  const digests = async () => {
    const { rows } = await sql<{ id: string; digest: string }>`
      select id, digest from ${table()} order by id`.execute(bench.tenon.database.control)
    return rows
  }
  const recalculate = () =>
    bench.tenon.recalculateRecords(bench.tenant, { entity: 'thing', signal: new AbortController().signal })

  async function run(steps: Step[]): Promise<void> {
    const live: TenonRecord[] = []
    let other = await bench.create('other', { name: 'other' })
    const one = (index: number) => live[index % Math.max(1, live.length)]
    const replace = (record: TenonRecord) =>
      void live.splice(
        live.findIndex(({ id }) => id === record.id),
        1,
        record,
      )
    const { records } = bench.tenon.services
    for (const todo of steps) {
      if (todo.kind === 'create') {
        const linked = todo.linked ? { other: other.id } : {}
        live.push(await bench.create('thing', { name: 'thing', ...todo.values, ...linked }))
      } else if (todo.kind === 'unlink') {
        await records.delete(bench.ctx, { entity: 'other', id: other.id, version: other.version })
        other = await bench.create('other', { name: 'other' })
        // What followed the deletion has no hooks, and is left to the background.
        await recalculate()
        for (const record of live) replace(await bench.get('thing', record))
      } else {
        const record = one(todo.at)
        if (record === undefined) continue
        const target = { entity: 'thing', id: record.id, version: record.version }
        if (todo.kind === 'update') replace(await bench.update('thing', record, todo.values))
        else if (todo.kind === 'move') replace(await records.moveStage(bench.ctx, { ...target, stage: todo.stage }))
        else {
          const deleted = await records.delete(bench.ctx, target)
          replace(await records.restore(bench.ctx, { ...target, version: deleted.version }))
        }
      }
    }
  }

  test('every stored computed value is what working it out again gives', async () => {
    const property = fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
      await run(steps)
      expect((await recalculate()).changed).toBe(0)
      const stored = await digests()
      await sql`update ${table()} set _code_digest = null, digest = null`.execute(bench.tenon.database.control)
      expect((await recalculate()).failed).toBe(0)
      expect(await digests()).toEqual(stored)
      await sql`delete from ${table()}`.execute(bench.tenon.database.control)
    })
    await fc.assert(property, { numRuns: 40, endOnFailure: true })
  }, 120_000)
})
