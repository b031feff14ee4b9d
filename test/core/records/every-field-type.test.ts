import { Readable } from 'node:stream'
import { FIELD_TYPES, type FieldType } from '@tenon/sdk/contract/field-type'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { FilterOperator } from '@tenon/sdk/contract/query'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildOpenApi } from '../../../core/src/api/build-open-api.ts'
import { makeRecordChange } from '../../../core/src/audit/make-record-change.ts'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import type { Reject } from '../../../core/src/imports/reject.ts'
import { makeRunImport } from '../../../core/src/imports/run-import.ts'
import { FIELD_TYPE_TABLE } from '../../../core/src/model/field-types/field-type-table.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { makeExportRecords } from '../../../core/src/records/export-records.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { ORDERED, PROBES, STANDS_FOR } from '../model/field-type-comparisons.ts'
import { KEYWORDS } from '../model/field-type-keywords.ts'
import { ID, ROUND_TRIPS } from '../model/field-type-samples.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

const nameOf = (type: FieldType) => `${type}Field`
const properties = Object.fromEntries(FIELD_TYPES.map((type) => [nameOf(type), field(type, KEYWORDS[type])]))
// The copy takes as it is what the original numbers.
const copied = { ...properties, [nameOf('sequence')]: field('text') }
const things = [entity('thing', properties), entity('copy', copied)]
const model = mergeModel([pluginPackage('sample', { entities: things })], {})

interface Sample {
  type: FieldType
  name: string
  given: JsonValue
  stored: JsonValue
}

/** A number is given, never taken. */
const SAMPLES: Sample[] = FIELD_TYPES.filter((type) => type !== 'sequence').flatMap((type) =>
  ROUND_TRIPS[type].map(([given, stored], index) => ({ type, name: `${type} ${index}`, given, stored })),
)

describe.each(DATABASE_KINDS)('a field of every type on %s', (kind) => {
  let tenon: TestRecords
  let admin: RequestContext
  let userId: string
  let targetId: string
  let records: TenonRecord[]

  beforeAll(async () => {
    tenon = await openTestRecords(kind, model)
    admin = tenon.system
    const user = await tenon.addUser('Ada')
    userId = user.actor.kind === 'user' ? user.actor.id : ''
    const target = await tenon.createRecord(admin, { entity: 'thing', values: { name: 'target' } })
    targetId = target.id
    records = await tenon.createRecords(admin, {
      entity: 'thing',
      records: SAMPLES.map(({ type, name, given }) => ({ name, [nameOf(type)]: real(type, given) })),
    })
  }, 60_000)
  afterAll(() => tenon?.close())

  /** References and users of the samples are real ones. */
  function real(type: FieldType, value: JsonValue): JsonValue {
    if (type !== 'reference' && type !== 'user') return value
    if (Array.isArray(value)) return value.map((item) => real(type, item))
    return String(value).toLowerCase() === ID ? (type === 'user' ? userId : targetId) : value
  }

  test('is written through the API and read from it in its stored form, alone and in a list', async () => {
    const all = await readAll('thing')
    for (const [index, { type, name, stored }] of SAMPLES.entries()) {
      const expected = real(type, stored)
      expect([name, records[index]?.[nameOf(type)]]).toEqual([name, expected])
      expect([name, all.get(name)?.[nameOf(type)]]).toEqual([name, expected])
    }
  })

  async function readAll(of: string): Promise<Map<string, TenonRecord>> {
    const found = new Map<string, TenonRecord>()
    for (let after: string | undefined; ; ) {
      const page = await tenon.findRecords(admin, { entity: of, limit: 200, ...(after !== undefined && { after }) })
      for (const record of page.records) found.set(String(record['name']), record)
      if (page.nextCursor === null) return found
      after = page.nextCursor
    }
  }

  test.each(FIELD_TYPES)('%s: every operator that it knows finds what it should and nothing else', async (type) => {
    const name = nameOf(type)
    const own = await hold(type, PROBES[type].held)
    const low = await hold(type, STANDS_FOR[type] ?? ORDERED[type]?.[0] ?? null)
    for (const op of FIELD_TYPE_TABLE[type].operators) {
      const probes = probesOf(type, op)
      expect([op, probes.length > 0]).toEqual([op, true])
      for (const [compared, found] of probes) {
        const where = {
          and: [
            { field: 'id', op: 'eq' as const, value: isOrder(op) ? low.id : own.id },
            { field: name, op, value: real(type, compared) },
          ],
        }
        const page = await tenon.findRecords(admin, { entity: 'thing', where })
        expect([op, compared, page.records.length]).toEqual([op, compared, found ? 1 : 0])
      }
    }
  })

  async function hold(type: FieldType, value: JsonValue): Promise<TenonRecord> {
    const values = type === 'sequence' ? {} : { [nameOf(type)]: real(type, value) }
    const record = await tenon.createRecord(admin, { entity: 'thing', values: { name: 'holder', ...values } })
    if (type === 'sequence') {
      const set = `sequence_field = '${String(value)}' where id = '${record.id}'`
      await tenon.database.execute(`update ${tenon.tenant.schema}.thing set ${set}`)
    }
    return record
  }

  test.each(FIELD_TYPES.filter((type) => FIELD_TYPE_TABLE[type].sortable))(
    '%s: a list sorted by it comes page by page without gap or repetition',
    async (type) => {
      for (const direction of ['asc', 'desc'] as const) {
        const sort = [{ field: nameOf(type), direction }]
        const seen: string[] = []
        for (let after: string | undefined; ; ) {
          const page = await tenon.findRecords(admin, {
            entity: 'thing',
            sort,
            fields: ['id'],
            limit: 60,
            ...(after !== undefined && { after }),
          })
          seen.push(...page.records.map(({ id }) => id))
          if (page.nextCursor === null) break
          after = page.nextCursor
        }
        expect(new Set(seen).size).toBe(seen.length)
        expect(seen.length).toBe(await tenon.count('thing'))
      }
    },
  )

  test.each([
    ['escaped', true],
    ['plain', false],
  ] as const)(
    'goes out as CSV with formulas %s and comes in from it as the identical value',
    async (formulas, escapedFormulas) => {
      const exportRecords = makeExportRecords({ ...tenon, recordChange: makeRecordChange(tenon) })
      const where = { not: { field: 'name', op: 'startsWith' as const, value: 'holder' } }
      const { text, rows } = await exportRecords(admin, { entity: 'thing', where, formulas, bom: true })
      const file = await collect(text)
      expect(rows).toBe(SAMPLES.length + 1)
      const rejects: Reject[] = []
      const report = await makeRunImport(tenon)(admin, {
        mapping: {
          name: 'Copy',
          sources: [{ file: 'things.csv', entity: 'copy', key: 'name', escapedFormulas, fields: mappedFields() }],
        },
        readFile: () => Readable.from([file]),
        onProgress: () => undefined,
        writeReject: (reject) => rejects.push(reject),
      })
      expect(rejects).toEqual([])
      expect(report.sources[0]).toMatchObject({ read: rows, rejected: 0 })
      const [originals, copies] = [await readAll('thing'), await readAll('copy')]
      for (const { name } of SAMPLES) {
        expect(declared(copies.get(name))).toEqual(declared(originals.get(name)))
      }
      await tenon.database.execute(`delete from ${tenon.tenant.schema}.copy`)
    },
  )

  test('no cell of an export begins as a formula does, but for negative numbers', async () => {
    const exportRecords = makeExportRecords({ ...tenon, recordChange: makeRecordChange(tenon) })
    const { text } = await exportRecords(admin, { entity: 'thing', titles: true })
    const { parse } = await import('csv-parse/sync')
    const lines: string[][] = parse(await collect(text))
    const dangerous = lines.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell) && !/^-\d+(\.\d+)?$/.test(cell))
    expect(dangerous).toEqual([])
    expect(lines[0]).toContain('referenceField.title')
  })

  test('is what the OpenAPI document says', async () => {
    const view = await tenon.viewModel(admin)
    const compiled = await tenon.models.get(tenon.tenant)
    const document = buildOpenApi({ model: compiled, view, locale: 'en' })
    const schemas = (document['components'] as { schemas: Record<string, JsonObject> }).schemas
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    const validate = ajv.compile({ ...schemas['thing'], components: { schemas } } as object)
    for (const record of records)
      expect([record['name'], validate(record), validate.errors]).toEqual([record['name'], true, null])
  })
})

/** What is compared for an operator, and whether the holder is found. */
function probesOf(type: FieldType, op: FilterOperator): Array<[JsonValue, boolean]> {
  if (op === 'isNull')
    return [
      [true, false],
      [null, false],
      [false, true],
    ]
  const own = PROBES[type].probes[op]
  if (own !== undefined) return own
  const [low, high] = ORDERED[type] ?? [null, null]
  const ordered: Partial<Record<FilterOperator, Array<[JsonValue, boolean]>>> = {
    eq: [
      [low, true],
      [high, false],
    ],
    ne: [
      [low, false],
      [high, true],
    ],
    in: [
      [[high, low], true],
      [[high], false],
      [[], false],
    ],
    lt: [
      [high, true],
      [low, false],
    ],
    lte: [
      [low, true],
      [high, true],
    ],
    gt: [
      [low, false],
      [high, false],
    ],
    gte: [
      [low, true],
      [high, false],
    ],
  }
  return ordered[op] ?? []
}

/** Operators that compare with one value of the type. */
function isOrder(op: FilterOperator): boolean {
  return ['eq', 'ne', 'in', 'lt', 'lte', 'gt', 'gte'].includes(op)
}

function mappedFields(): JsonObject {
  const rules = FIELD_TYPES.map((type) => {
    const by = type === 'reference' || type === 'user' ? { by: 'id' } : {}
    return [nameOf(type), { column: nameOf(type), ...by }]
  })
  return { name: { column: 'name' }, ...Object.fromEntries(rules) }
}

function declared(record: TenonRecord | undefined): JsonObject {
  return Object.fromEntries(FIELD_TYPES.map((type) => [type, (record?.[nameOf(type)] ?? null) as JsonValue]))
}

async function collect(text: AsyncIterable<string>): Promise<string> {
  let all = ''
  for await (const part of text) all += part
  return all
}
