import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readEvent } from '../../../core/src/events/claim-events.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { makeCompleteEvent } from '../../../core/src/records/complete-event.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

const TYPES: readonly FieldType[] = ['text', 'integer', 'decimal', 'boolean', 'date', 'dateTime', 'money', 'json']
const MORE: Partial<Record<FieldType, JsonObject>> = { money: { currency: 'EUR' } }

const fields = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => {
      const type = TYPES[index % TYPES.length] ?? 'text'
      return [`field${index}`, field(type, MORE[type] ?? {})]
    }),
  )

/** Those that statements are made of whole, and those of which they are made in parts; some are numbered by the database. */
const WIDTHS = { narrow: 20, wide: 190, plainNarrow: 20, plainWide: 190 }
const NUMBERED = new Set(['narrow', 'wide'])
const document = mergeModel(
  [
    pluginPackage('sample', {
      entities: Object.entries(WIDTHS).map(([name, count]) =>
        entity(name, { ...(NUMBERED.has(name) && { number: field('sequence', { sequence: {} }) }), ...fields(count) }),
      ),
    }),
  ],
  {},
)

const VALUES: Partial<Record<FieldType, fc.Arbitrary<JsonValue>>> = {
  text: fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 10 })
    .filter((text) => text.trim() !== '' && !text.includes('\0')),
  integer: fc.integer({ min: -1000, max: 1000 }),
  decimal: fc.integer({ min: 0, max: 9999 }).map((cents) => (cents / 100).toFixed(2)),
  boolean: fc.boolean(),
  date: fc.integer({ min: 1, max: 28 }).map((day) => `2026-03-${String(day).padStart(2, '0')}`),
  dateTime: fc.integer({ min: 0, max: 999 }).map((ms) => `2026-03-31T08:00:00.${String(ms).padStart(3, '0')}Z`),
  money: fc.integer({ min: 0, max: 9999 }).map((cents) => ({ amount: (cents / 100).toFixed(2), currency: 'EUR' })),
  json: fc.constantFrom<JsonValue>({ deep: [1, 'two', null] }, [1]),
}

function valuesOf(width: number): fc.Arbitrary<JsonObject> {
  const one = fc
    .integer({ min: 0, max: width - 1 })
    .chain((index) =>
      fc
        .option(VALUES[TYPES[index % TYPES.length] ?? 'text'] ?? fc.constant(null), { freq: 4 })
        .map((value) => [`field${index}`, value] as const),
    )
  return fc.array(one, { maxLength: 8 }).map((pairs) => Object.fromEntries(pairs))
}

describe.each(DATABASE_KINDS)('what is written down of a change on %s', (kind) => {
  let tenon: TestRecords
  beforeAll(async () => {
    tenon = await openTestRecords(kind, document)
  })
  afterAll(() => tenon?.close())

  /** As after-hooks are given it. */
  async function lastEvent(record: TenonRecord) {
    const { schema } = tenon.tenant
    const { id } = await tenon.database
      .tenant(schema)
      .selectFrom('_outbox')
      .select('id')
      .where('record_id', '=', record.id)
      .where('version', '=', record.version)
      .executeTakeFirstOrThrow()
    const event = await readEvent(tenon.database, schema, id)
    if (event === null) throw new Error('no event')
    const { before, after } = await makeCompleteEvent(tenon)(tenon.tenant, event)
    return { before, after }
  }

  const bare = ({ $labels: _labels, $typed: _typed, ...record }: TenonRecord) => JSON.parse(JSON.stringify(record))

  test.each(Object.keys(WIDTHS) as Array<keyof typeof WIDTHS>)(
    'of a %s entity, the event has the whole record as it was and as it is, whichever fields were written',
    async (name) => {
      const writes = fc.array(valuesOf(WIDTHS[name]), { minLength: 1, maxLength: 4 })
      await fc.assert(
        fc.asyncProperty(writes, async ([first = {}, ...later]) => {
          let record = await tenon.createRecord(tenon.system, { entity: name, values: { name: 'One', ...first } })
          let known = bare(await tenon.getRecord(tenon.system, { entity: name, id: record.id }))
          expect(bare(record)).toEqual(known)
          expect(await lastEvent(record)).toEqual({ before: null, after: known })
          for (const values of later) {
            const { id, version } = record
            record = await tenon.updateRecord(tenon.system, { entity: name, id, version, values })
            const now = bare(await tenon.getRecord(tenon.system, { entity: name, id }))
            expect(bare(record)).toEqual(now)
            if (record.version > version) expect(await lastEvent(record)).toEqual({ before: known, after: now })
            known = now
          }
          const { id, version } = record
          await tenon.deleteRecord(tenon.system, { entity: name, id, version })
          const gone = await lastEvent({ ...record, version: version + 1 })
          expect(gone.before).toEqual(known)
          const numbered = NUMBERED.has(name) && { number: known['number'] }
          expect(gone.after).toMatchObject({ field0: known['field0'], ...numbered, version: version + 1 })
        }),
        { numRuns: WIDTHS[name] > 100 ? 10 : 30 },
      )
    },
    60_000,
  )

  test.each(['plainNarrow', 'plainWide'] as const)(
    'so it has of each that comes at one moment, of a %s entity',
    async (name) => {
      const values = fc.sample(valuesOf(WIDTHS[name]), { numRuns: 12, seed: 7 })
      for (let time = 0; time < 3; time++) {
        const records = await Promise.all(
          values.map((own) => tenon.createRecord(tenon.system, { entity: name, values: { name: 'One', ...own } })),
        )
        for (const record of records) {
          const known = bare(await tenon.getRecord(tenon.system, { entity: name, id: record.id }))
          expect(bare(record)).toEqual(known)
          expect(await lastEvent(record)).toEqual({ before: null, after: known })
        }
      }
    },
  )
})
