import type { EntitySchema, FieldSchema } from '@tenon/sdk/contract/entity-schema'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import type { CompiledField } from '../../../core/src/model/compiled-model.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { entity, field, pipeline } from '../model/sample-model.ts'
import { columnsInCatalog, columnsInModel, constraintsOf, indexesOf } from './catalog-of.ts'
import { compiled, openPublishingTenant, type Parts, type PublishingTenant } from './publishing-tenant.ts'

/** What a model says of one field: present under some name, with some keywords. */
interface FieldState {
  present: boolean
  name: 'alpha' | 'beta' | 'gamma' | 'delta'
  unique: boolean
  indexed: boolean
  required: boolean
}

interface ModelState {
  fields: FieldState[]
  target: boolean
  pipelined: boolean
  onDelete: 'restrict' | 'setNull' | 'cascade'
  /** A field that is worked out by code, an ordinary one, or not there. */
  epsilon: 'computed' | 'plain' | 'gone'
}

const NAMES = ['alpha', 'beta', 'gamma', 'delta'] as const

const fieldState = fc.record<Omit<FieldState, 'name'>>({
  present: fc.boolean(),
  unique: fc.boolean(),
  indexed: fc.boolean(),
  required: fc.boolean(),
})

const modelState: fc.Arbitrary<ModelState> = fc
  .record({
    states: fc.array(fieldState, { minLength: 4, maxLength: 4 }),
    names: fc.shuffledSubarray([...NAMES], { minLength: 4, maxLength: 4 }),
    target: fc.boolean(),
    pipelined: fc.boolean(),
    onDelete: fc.constantFrom('restrict' as const, 'setNull' as const, 'cascade' as const),
    epsilon: fc.constantFrom('computed' as const, 'plain' as const, 'gone' as const),
  })
  .map(({ states, names, ...rest }) => ({
    ...rest,
    fields: states.map((state, at) => ({ ...state, name: names[at] ?? 'alpha' })),
  }))

const START: ModelState = {
  fields: NAMES.map((name) => ({ present: true, name, unique: false, indexed: false, required: false })),
  target: true,
  pipelined: false,
  onDelete: 'restrict',
  epsilon: 'computed',
}

/** Field 0 is text, 1 a number, 2 money, 3 a reference; their ids never change. */
function schemaOf({ fields, target, pipelined, onDelete, epsilon }: ModelState): Parts {
  const reference = { entity: 'target', onDelete }
  const make: Array<(state: FieldState) => FieldSchema> = [
    ({ unique, indexed }) => field('text', { id: 'f0', unique, indexed, ...(unique ? {} : { default: 'filled' }) }),
    ({ indexed }) => field('integer', { id: 'f1', indexed, default: 7 }),
    ({ indexed }) =>
      field('money', { id: 'f2', indexed, currency: 'EUR', default: { amount: '1.00', currency: 'EUR' } }),
    () => field('reference', { id: 'f3', reference }),
  ]
  const used = fields.map((state, at) => ({ ...state, present: state.present && (at !== 3 || target), at }))
  const properties = used.filter((state) => state.present).map((state) => [state.name, make[state.at]?.(state)])
  const required = used
    .filter((state) => state.present && state.required && canBeRequired(state))
    .map((state) => state.name)
  const computed = { ...(epsilon === 'computed' && { computedBy: 'epsilon' }) }
  const last = epsilon === 'gone' ? {} : { epsilon: field('text', { id: 'f4', ...computed }) }
  const thing: EntitySchema = entity('thing', { ...Object.fromEntries(properties), ...last }, { required })
  return {
    entities: [thing, ...(target ? [entity('target', {})] : [])],
    pipelines: pipelined ? [pipeline('flow', 'thing')] : [],
  }
}

const canBeRequired = ({ at, unique }: { at: number; unique: boolean }) => at !== 3 && !(at === 0 && unique)

describe.each(DATABASE_KINDS)('any sequence of changes on %s', (kind) => {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database.close())

  test.each([10_000, 0])(
    'leaves the tables as the model says and, undone, every value (small tables: %s rows)',
    async (smallTableRows) => {
      const run = async (states: ModelState[]) => {
        const tenant = await openPublishingTenant(database, { smallTableRows })
        await tenant.publish(schemaOf(START))
        const before = await fillTables(tenant)
        for (const state of states) {
          await tenant.publish(schemaOf(state))
          await expectTablesAsPlanned(tenant, schemaOf(state))
        }
        await tenant.publish(schemaOf(START))
        await expectTablesAsPlanned(tenant, schemaOf(START))
        const after = await readTables(tenant)
        expect(after).toEqual(before.map((row, at) => ({ ...after[at], ...withoutNulls(row) })))
      }
      await fc.assert(fc.asyncProperty(fc.array(modelState, { minLength: 1, maxLength: 4 }), run), {
        numRuns: 8,
        endOnFailure: true,
      })
    },
    120_000,
  )
})

async function fillTables(tenant: PublishingTenant) {
  const target = await tenant.insert('target', { name: 'Target' })
  await tenant.insert('thing', { name: '1', alpha: 'a', beta: 1, gamma: '1.5', gamma_currency: 'USD', delta: target })
  await tenant.insert('thing', { name: '2', alpha: 'b', beta: 2, epsilon: 'e', _code_epsilon: 'old' })
  await tenant.insert('thing', { name: '3' })
  return readTables(tenant)
}

type Row = Record<string, unknown>

function readTables({ query, schema }: PublishingTenant): Promise<Row[]> {
  return query(sql<Row>`
    select name, alpha, beta, gamma, gamma_currency, delta, epsilon from ${sql.id(schema, 'thing')} order by name`)
}

/** Empty values may have got a default on the way. */
function withoutNulls(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))
}

async function expectTablesAsPlanned(tenant: PublishingTenant, parts: Parts): Promise<void> {
  const model = compiled(parts)
  const stages = /^thing\.(pipeline|stage|stage_(entered|due|stale|notice)_at) /
  // Stages stay in the table when its pipeline goes.
  const left = (lines: string[]) => lines.filter((line) => !stages.test(line))
  expect(left(await columnsInCatalog(tenant))).toEqual(left(columnsInModel(model)))
  expect((await tenant.plan(parts)).steps).toEqual([])
  const fields = [...(model.entities.get('thing')?.fields.values() ?? [])]
  const indexed = fields.filter(
    ({ type, schema }) => type === 'reference' || schema.indexed === true || schema.unique === true,
  )
  // Texts that are looked into share one more.
  const isText = ({ columns, operators }: CompiledField) =>
    columns[0]?.type === 'text' && operators.includes('contains')
  const sought = fields.some((field) => field.schema.searchable === true || (field.schema.indexed && isText(field)))
  const expected = 3 + indexed.length + (sought ? 1 : 0) + ((parts.pipelines ?? []).length > 0 ? 4 : 0)
  expect(await indexesOf(tenant, 'thing')).toHaveLength(expected)
  const checks = fields.flatMap((column) => column.columns).filter((column) => column.check !== undefined)
  const references = fields.filter((column) => column.type === 'reference')
  const constraints = await constraintsOf(tenant, 'thing')
  expect(constraints).toHaveLength(1 + checks.length + references.length)
  expect(constraints.join()).not.toContain('NOT VALID')
}
