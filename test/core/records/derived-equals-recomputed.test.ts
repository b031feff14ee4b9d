import { Readable } from 'node:stream'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeRunImport } from '../../../core/src/imports/run-import.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { derivedRecordsModel } from './derived-records-model.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'
import { derivedPlaces, recomputeDerived, type StoredRecords } from './recompute-derived.ts'

const RUNS = Number(process.env['TENON_PROPERTY_RUNS'] ?? 6)
const ENTITIES = ['customer', 'order', 'line'] as const
type Entity = (typeof ENTITIES)[number]

const orNull = (arbitrary: fc.Arbitrary<JsonValue>) => fc.option(arbitrary, { nil: null, freq: 4 })
const money = fc
  .record({ cents: fc.integer({ min: -5_000, max: 50_000 }), currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'JPY') })
  .map(({ cents, currency }) => ({ amount: currency === 'JPY' ? String(cents) : String(cents / 100), currency }))
/** Stands for the id of a record that is there, by position; the operation puts the id in. */
const pick = fc.nat({ max: 30 })

const VALUES: Record<Entity, Record<string, fc.Arbitrary<JsonValue>>> = {
  customer: {
    name: orNull(fc.constantFrom('Acme', '客户', "O'Neill", 'ß')),
    tier: orNull(fc.constantFrom('gold', 'silver')),
    discount: orNull(fc.constantFrom(0, 12.5, -0.25)),
    credit: orNull(money),
    home: orNull(fc.constantFrom({ city: 'Wien', country: 'AT' }, { line1: 'x' })),
    parent: orNull(pick),
  },
  order: {
    name: orNull(fc.constantFrom('A-1', 'b', '订单')),
    customer: orNull(pick),
    status: orNull(fc.constantFrom('open', 'paid')),
    placedOn: orNull(fc.constantFrom('2026-05-25', '2024-02-29', '9999-12-31')),
    quantity: orNull(fc.oneof(fc.integer({ min: -3, max: 40 }), fc.constantFrom(2 ** 53 - 1))),
    price: orNull(fc.constantFrom('0', '19.99', '0.001', '-2.5', '999999999999999999')),
    total: orNull(money),
    tags: orNull(fc.subarray(['a', 'b'])),
    open: orNull(fc.boolean()),
  },
  line: {
    name: orNull(fc.constantFrom('x')),
    order: orNull(pick),
    pieces: orNull(fc.integer({ min: -1, max: 3 })),
    amount: orNull(money),
  },
}
const REFERENCES: Record<string, Entity> = { parent: 'customer', customer: 'customer', order: 'order' }

type Step =
  | { kind: 'create' | 'update'; entity: Entity; at: number; values: JsonObject[] }
  | { kind: 'delete' | 'restore'; entity: Entity; at: number }
  | { kind: 'import'; rows: JsonObject[] }

const values = (entity: Entity) => fc.record(VALUES[entity], { requiredKeys: [] }) as fc.Arbitrary<JsonObject>
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: ofEntity((entity) => ({
      kind: fc.constant('create' as const),
      at: pick,
      values: fc.array(values(entity), { minLength: 1, maxLength: 3 }),
    })),
  },
  {
    weight: 3,
    arbitrary: ofEntity((entity) => ({
      kind: fc.constant('update' as const),
      at: pick,
      values: fc.array(values(entity), { minLength: 1, maxLength: 1 }),
    })),
  },
  { weight: 2, arbitrary: ofEntity(() => ({ kind: fc.constant('delete' as const), at: pick })) },
  { weight: 1, arbitrary: ofEntity(() => ({ kind: fc.constant('restore' as const), at: pick })) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('import' as const),
      rows: fc.array(values('order'), { minLength: 1, maxLength: 3 }),
    }),
  },
) as fc.Arbitrary<Step>

function ofEntity(parts: (entity: Entity) => Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> {
  return fc.oneof(...ENTITIES.map((entity) => fc.record({ entity: fc.constant(entity), ...parts(entity) })))
}

describe.each(DATABASE_KINDS)('on %s', (kind) => {
  const document = derivedRecordsModel()
  const places = derivedPlaces(document)
  let tenon: TestRecords
  beforeAll(async () => {
    tenon = await openTestRecords(kind, document)
  })
  afterAll(() => tenon.close())

  async function all(entity: Entity, deleted = false): Promise<TenonRecord[]> {
    const { records } = await tenon.findRecords(tenon.system, { entity, limit: 200, sort: [{ field: 'id' }], deleted })
    return records
  }

  async function one(entity: Entity, at: number, deleted = false): Promise<TenonRecord | undefined> {
    const records = await all(entity, deleted)
    return records.length === 0 ? undefined : records[at % records.length]
  }

  async function withIds(given: JsonObject): Promise<JsonObject> {
    const entries = Object.entries(given).map(async ([name, value]) => {
      const target = REFERENCES[name]
      if (target === undefined || typeof value !== 'number') return [name, value]
      return [name, (await one(target, value))?.id ?? null]
    })
    return Object.fromEntries(await Promise.all(entries))
  }

  /** What follows from a write is in its answer. */
  async function expectAnswer(entity: Entity, answer: TenonRecord): Promise<void> {
    const { $labels: _labels, ...read } = await tenon.getRecord(tenon.system, { entity, id: answer.id })
    expect(answer).toMatchObject(read)
  }

  async function take(made: Step): Promise<void> {
    if (made.kind === 'import') return importRows(made.rows)
    const { entity } = made
    if (made.kind === 'create') {
      const records = await Promise.all(made.values.map(withIds))
      const created = await tenon.createRecords(tenon.system, { entity, records })
      for (const record of created) await expectAnswer(entity, record)
      return
    }
    const found = await one(entity, made.at, made.kind === 'restore')
    if (found === undefined) return
    const { id, version } = found
    if (made.kind === 'update') {
      const input = { entity, id, version, values: await withIds(made.values[0] ?? {}) }
      await expectAnswer(entity, await tenon.updateRecord(tenon.system, input))
    } else if (made.kind === 'delete') await tenon.deleteRecord(tenon.system, { entity, id, version })
    else await expectAnswer(entity, await tenon.restoreRecord(tenon.system, { entity, id, version }))
  }

  /** Rows that change orders of the same name, or make new ones. */
  async function importRows(rows: JsonObject[]): Promise<void> {
    const columns = ['name', 'status', 'quantity', 'price', 'placedOn']
    const cells = rows.map((row, index) =>
      columns.map((name) => String(row[name] ?? (name === 'name' ? `row ${index}` : ''))),
    )
    const csv = [columns, ...cells].map((line) => line.join(',')).join('\n')
    const fields = Object.fromEntries(columns.map((column) => [column, { column }]))
    const mapping = { name: 'Orders', sources: [{ file: 'orders.csv', entity: 'order', key: 'name', fields }] }
    const report = { onProgress: () => undefined, writeReject: () => undefined }
    await makeRunImport(tenon)(tenon.system, { mapping, readFile: () => Readable.from([csv]), ...report })
  }

  async function reset(): Promise<void> {
    const tables = sql.join([...ENTITIES].reverse().map((name) => sql.id(tenon.tenant.schema, name)))
    await sql`truncate ${tables}`.execute(tenon.database.tenant(tenon.tenant.schema))
  }

  async function expectRecomputed(): Promise<Map<string, JsonObject>> {
    const read = new Map<string, TenonRecord[]>()
    for (const entity of ENTITIES) read.set(entity, await all(entity))
    const stored: StoredRecords = new Map(
      [...read].map(([entity, list]) => [entity, list.map((one) => withoutDerived(entity, one))]),
    )
    const recomputed = recomputeDerived(document, stored)
    for (const { entity, field } of places) {
      for (const record of read.get(entity) ?? []) {
        expect({ entity, field, value: record[field] }).toEqual({
          entity,
          field,
          value: recomputed.get(record.id)?.[field],
        })
      }
    }
    return recomputed
  }

  function withoutDerived(entity: string, record: TenonRecord): JsonObject {
    const derived = new Set(places.filter((place) => place.entity === entity).map(({ field }) => field))
    return Object.fromEntries(Object.entries(record).filter(([name]) => !derived.has(name))) as JsonObject
  }

  async function idsWhere(
    entity: string,
    where: { field: string; op: 'isNull' | 'eq'; value: JsonValue },
  ): Promise<string[]> {
    const { records } = await tenon.findRecords(tenon.system, { entity, where, fields: ['id'], limit: 200 })
    return records.map(({ id }) => id).sort()
  }

  test('each derived field is what the evaluator makes of the stored values, after any writes, imports, deletes and restores', async () => {
    const wrong = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      await reset()
      for (const made of steps) {
        await take(made).catch((error: unknown) => {
          if (!(error instanceof TenonError)) throw error
        })
      }
      const recomputed = await expectRecomputed()
      for (const { entity, field } of places) {
        const records = await all(entity as Entity)
        const worked = ({ id }: TenonRecord) => recomputed.get(id)?.[field] ?? null
        const empty = records.filter((record) => worked(record) === null).map(({ id }) => id)
        expect(await idsWhere(entity, { field, op: 'isNull', value: true })).toEqual(empty)
        const known = records.map(worked).find((value) => value !== null && typeof value !== 'object')
        if (known === undefined) continue
        const same = records.filter((record) => worked(record) === known).map(({ id }) => id)
        expect(await idsWhere(entity, { field, op: 'eq', value: known })).toEqual(same)
      }
    })
    await fc.assert(wrong, { numRuns: RUNS })
  }, 300_000)
})
