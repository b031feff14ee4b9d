import { Readable } from 'node:stream'
import { FIELD_TYPES, type FieldType } from '@tenon/sdk/contract/field-type'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'csv-parse/sync'
import type { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildOpenApi } from '../../../core/src/api/build-open-api.ts'
import { makeRecordChange } from '../../../core/src/audit/make-record-change.ts'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import type { Reject } from '../../../core/src/imports/reject.ts'
import { makeRunImport } from '../../../core/src/imports/run-import.ts'
import { FIELD_TYPE_TABLE } from '../../../core/src/model/field-types/field-type-table.ts'
import { makeExportRecords } from '../../../core/src/records/export-records.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { ORDERED, PROBES, STANDS_FOR } from '../model/field-type-comparisons.ts'
import { REFUSED } from '../model/field-type-refusals.ts'
import { ID } from '../model/field-type-samples.ts'
import { columnsInCatalog, columnsInModel, constraintsOf, indexesOf } from '../schema-change/catalog-of.ts'
import {
  collectText,
  declaredValues,
  everyTypeDocument,
  isOrder,
  makeRealIds,
  mappedFields,
  nameOf,
  namesOthers,
  probesOf,
  type RealIds,
  realValue,
  SAMPLES,
} from './every-type-bench.ts'
import { lendUploads } from './lend-uploads.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

describe.each(DATABASE_KINDS)('a field of every type on %s', (kind) => {
  let tenon: TestRecords
  let admin: RequestContext
  let ids: RealIds
  let records: TenonRecord[]

  beforeAll(async () => {
    tenon = await openTestRecords(kind, everyTypeDocument)
    admin = tenon.system
    ids = await makeRealIds(tenon)
    await lendUploads(tenon, 'thing')
    records = await tenon.createRecords(admin, {
      entity: 'thing',
      records: SAMPLES.map(({ type, name, given }) => ({ name, [nameOf(type)]: real(type, given) })),
    })
  }, 60_000)
  afterAll(() => tenon?.close())

  const catalog = () => ({
    schema: tenon.tenant.schema,
    query: async <T>(text: ReturnType<typeof sql<T>>) => (await text.execute(tenon.database.control)).rows,
  })

  test('is the columns that the model says, and comes back from the store identical, in its order', async () => {
    const model = await tenon.models.get(tenon.tenant)
    expect(await columnsInCatalog(catalog())).toEqual(columnsInModel(model))
    expect(model.document).toEqual(everyTypeDocument)
    for (const [name, { properties }] of Object.entries(everyTypeDocument.entities)) {
      expect(JSON.stringify(model.document.entities[name]?.properties)).toBe(JSON.stringify(properties))
    }
  })

  test.each(FIELD_TYPES)('%s: with every keyword it has the index and the rules that were asked for', async (type) => {
    const compiled = (await tenon.models.get(tenon.tenant)).entities.get('strict')?.fields.get(nameOf(type))
    const { schema, columns = [] } = compiled ?? {}
    const mine = new RegExp(`\\b${columns[0]?.name}\\b`)
    const indexes = (await indexesOf(catalog(), 'strict')).filter((line) => mine.test(line))
    expect(indexes.some((line) => line.startsWith('CREATE UNIQUE'))).toBe(schema?.unique === true)
    if ((schema?.indexed && !schema.unique) || namesOthers(type)) expect(indexes.length).toBeGreaterThan(0)
    const rules = (await constraintsOf(catalog(), 'strict')).filter((line) =>
      columns.some(({ name }) => new RegExp(`\\b${name}\\b`).test(line)),
    )
    const asked = columns.filter(({ check }) => check !== undefined).length
    expect(rules.filter((line) => line.startsWith('CHECK'))).toHaveLength(asked)
    expect(rules.filter((line) => line.startsWith('FOREIGN'))).toHaveLength(
      ['reference', 'user', 'team'].includes(type) ? 1 : 0,
    )
  })

  test.each(FIELD_TYPES)('%s: what no record may hold is refused at its place, and nothing is stored', async (type) => {
    const before = await tenon.count('thing')
    for (const value of REFUSED[type]) {
      const write = tenon.createRecord(admin, { entity: 'thing', values: { name: 'refused', [nameOf(type)]: value } })
      const error = await write.then(
        () => null,
        (caught: { code?: string; problems?: Array<{ pointer: string }> }) => caught,
      )
      const shown = JSON.stringify(value).slice(0, 60)
      expect([shown, error?.code]).toEqual([shown, 'VALIDATION_FAILED'])
      expect([shown, error?.problems?.[0]?.pointer]).toEqual([shown, expect.stringMatching(`^/${nameOf(type)}`)])
    }
    expect(await tenon.count('thing')).toBe(before)
  })

  /** References and users of the samples are real ones. */
  const real = (type: FieldType, value: JsonValue) => realValue(type, value, ids)

  test('is written through the API and read from it in its stored form, alone and in a list', async () => {
    const all = await readAll('thing')
    for (const [index, { type, name, stored }] of SAMPLES.entries()) {
      const expected = real(type, stored)
      expect([name, records[index]?.[nameOf(type)]]).toEqual([name, expected])
      expect([name, all.get(name)?.[nameOf(type)]]).toEqual([name, expected])
    }
  })

  const ajvOf = (schemas: Record<string, JsonObject>, name: string) =>
    new Ajv2020({ strict: false, validateFormats: false }).compile({
      ...schemas[name],
      components: { schemas },
    } as object)

  /** A file belongs to the one record that it was uploaded for: a copy of the record has none. */
  const withoutFiles = (values: JsonObject): JsonObject => ({ ...values, file: null, image: null })

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
    const [toOwn, toLow] = await Promise.all([own, low].map(pointTo))
    for (const op of FIELD_TYPE_TABLE[type].operators) {
      const probes = probesOf(type, op)
      expect([op, probes.length > 0]).toEqual([op, true])
      for (const [compared, found] of probes) {
        const where = {
          and: [
            { field: 'id', op: 'eq' as const, value: isOrder(op) && ORDERED[type] !== null ? low.id : own.id },
            { field: name, op, value: real(type, compared) },
          ],
        }
        const page = await tenon.findRecords(admin, { entity: 'thing', where, fields: [] })
        expect([op, compared, page.records.length]).toEqual([op, compared, found ? 1 : 0])
        const [byId] = where.and
        const pointer = byId?.value === low.id ? toLow : toOwn
        const behind = {
          and: [
            { field: 'id', op: 'eq' as const, value: pointer?.id ?? null },
            { field: `${nameOf('reference')}.${name}`, op, value: real(type, compared) },
          ],
        }
        const led = await tenon.findRecords(admin, { entity: 'thing', where: behind, fields: [] })
        expect(['at the end of a path', op, compared, led.records.length]).toEqual([
          'at the end of a path',
          op,
          compared,
          found ? 1 : 0,
        ])
      }
    }
  })

  const pointTo = ({ id }: TenonRecord) =>
    tenon.createRecord(admin, { entity: 'thing', values: { name: 'holder', [nameOf('reference')]: id } })

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
      const file = await collectText(text)
      expect(rows).toBe(SAMPLES.length + 2)
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
        expect(declaredValues(copies.get(name))).toEqual(withoutFiles(declaredValues(originals.get(name))))
      }
      await tenon.database.execute(`delete from ${tenon.tenant.schema}.copy`)
    },
  )

  test('no cell of an export begins as a formula does, but for negative numbers', async () => {
    const exportRecords = makeExportRecords({ ...tenon, recordChange: makeRecordChange(tenon) })
    const { text } = await exportRecords(admin, { entity: 'thing', titles: true })
    const lines: string[][] = parse(await collectText(text))
    const dangerous = lines.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell) && !/^-\d+(\.\d+)?$/.test(cell))
    expect(dangerous).toEqual([])
    expect(lines[0]).toContain('referenceField.title')
  })

  test('is what the OpenAPI document says', async () => {
    const view = await tenon.viewModel(admin)
    const compiled = await tenon.models.get(tenon.tenant)
    const document = buildOpenApi({ model: compiled, view, locale: 'en' })
    const schemas = (document['components'] as { schemas: Record<string, JsonObject> }).schemas
    const create = ajvOf(schemas, 'thing.create')
    expect(create({ name: 'x', fileField: [ID], imageField: [ID] })).toBe(true)
    expect(create({ name: 'x', fileField: ID })).toBe(false)
    expect(JSON.stringify(document['paths'])).toContain('files.upload')
    const validate = ajvOf(schemas, 'thing')
    for (const record of records)
      expect([record['name'], validate(record), validate.errors]).toEqual([record['name'], true, null])
  })
})
