import { FIELD_TYPES, type FieldType } from '@tenon/sdk/contract/field-type'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { deriveModel } from '@tenon/sdk/expression/derive-model'
import { evaluateExpression } from '@tenon/sdk/expression/evaluate-expression'
import { fieldExpressionType } from '@tenon/sdk/expression/field-expression-type'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeRecordChange } from '../../../core/src/audit/make-record-change.ts'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { CSV_FORMS } from '../../../core/src/model/field-types/csv-forms.ts'
import { FIELD_TYPE_TABLE } from '../../../core/src/model/field-types/field-type-table.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { makeExportRecords } from '../../../core/src/records/export-records.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { ORDERED, PROBES, STANDS_FOR } from '../model/field-type-comparisons.ts'
import { KEYWORDS } from '../model/field-type-keywords.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import {
  collectText,
  isOrder,
  makeRealIds,
  nameOf,
  probesOf,
  type RealIds,
  realValue,
  SAMPLES,
} from './every-type-bench.ts'
import { lendUploads } from './lend-uploads.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

const stored = Object.fromEntries(FIELD_TYPES.map((type) => [nameOf(type), field(type, KEYWORDS[type])]))
const formulas = Object.fromEntries(
  FIELD_TYPES.map((type) => [`${type}Formula`, field('formula', { formula: formulaOf(type) })]),
)
/** What is in values of several parts, and what is made of those that are no JSON of their own in the database. */
const PARTS = {
  hours: 'durationField / 3600.0',
  halfDone: 'progressField >= 50',
  month: 'yearMonthField < "2026-02" ? "before" : yearMonthField + "!"',
  rangeStart: 'record.dateRangeField.start',
  isOpen: 'dateRangeField != null && dateRangeField.end == null',
  north: 'geoPointField.lat',
  family: 'personNameField.family',
  line: 'objectListField[0]',
  hasTag: '"VIP" in tagsField',
  firstMail: 'emailsField[0]',
  inChina: 'countryField == "CN"',
}
const parts = Object.fromEntries(Object.entries(PARTS).map(([name, formula]) => [name, field('formula', { formula })]))
const lookups = Object.fromEntries(
  FIELD_TYPES.map((type) => [`${type}Lookup`, field('lookup', { lookup: `of.${nameOf(type)}` })]),
)
const derivedFormulas = FIELD_TYPES.map((type) => [`${type}Derived`, field('lookup', { lookup: `of.${type}Formula` })])
const of = field('reference', { reference: { entity: 'thing' } })
const document = mergeModel(
  [
    pluginPackage('sample', {
      entities: [
        entity('thing', stored),
        entity('worked', { ...stored, ...formulas }),
        entity('parted', { ...stored, ...parts }),
        entity('viewer', { of, ...lookups }),
        entity('through', {
          of: field('reference', { reference: { entity: 'worked' } }),
          ...Object.fromEntries(derivedFormulas),
        }),
      ],
    }),
  ],
  {},
)

/** A list is no field's value, so it is counted; anything else is what it is. */
function formulaOf(type: FieldType): string {
  const name = nameOf(type)
  const isList = fieldExpressionType({ ...field(type, KEYWORDS[type]), fieldType: type }).kind === 'list'
  return isList && type !== 'multiChoice' ? `record.${name}.size()` : `record.${name}`
}

describe.each(DATABASE_KINDS)('derived from a field of every type on %s', (kind) => {
  let tenon: TestRecords
  let admin: RequestContext
  let ids: RealIds
  let things: TenonRecord[]
  let viewers: TenonRecord[]

  beforeAll(async () => {
    tenon = await openTestRecords(kind, document)
    admin = tenon.system
    ids = await makeRealIds(tenon)
    await lendUploads(tenon, 'thing')
    things = await tenon.createRecords(admin, { entity: 'thing', records: samples() })
    const records = things.map(({ id }, index) => ({ name: String(index), of: id }))
    viewers = await tenon.createRecords(admin, { entity: 'viewer', records })
  }, 60_000)
  afterAll(() => tenon?.close())

  function samples(): JsonObject[] {
    return SAMPLES.map(({ type, name, given }) => ({ name, [nameOf(type)]: real(type, given) }))
  }

  /** References and users of the samples are real ones. */
  const real = (type: FieldType, value: JsonValue) => realValue(type, value, ids)

  test('a look-up has the value as it stands there, whatever its type', () => {
    for (const [index, { type, name }] of SAMPLES.entries()) {
      expect([name, viewers[index]?.[`${type}Lookup`]]).toEqual([name, things[index]?.[nameOf(type)]])
    }
  })

  test('a formula over the field gives in the database what the evaluator gives of its JSON, also through a reference', async () => {
    const derived = deriveModel(document)
    const context = { now: new Date('2026-05-20T10:00:00Z'), timeZone: 'UTC', actor: null }
    await lendUploads(tenon, 'worked')
    const worked = await tenon.createRecords(admin, { entity: 'worked', records: samples() })
    const through = await tenon.createRecords(admin, {
      entity: 'through',
      records: worked.map(({ id, name }) => ({ name: String(name), of: id })),
    })
    for (const [index, { type, name }] of SAMPLES.entries()) {
      const derivation = derived.derivation({ entity: 'worked', field: `${type}Formula` })
      if (derivation === null) throw new Error(`'${type}' has no formula.`)
      const record = worked[index] as unknown as JsonObject
      const expected = evaluateExpression(derivation.expression, { record }, context)
      expect([name, record[`${type}Formula`]]).toEqual([name, expected])
      expect([name, through[index]?.[`${type}Derived`]]).toEqual([name, expected])
    }
  })

  test('parts of values are in the database what they are in their JSON', async () => {
    const derived = deriveModel(document)
    const context = { now: new Date('2026-05-20T10:00:00Z'), timeZone: 'UTC', actor: null }
    await lendUploads(tenon, 'parted')
    const records = await tenon.createRecords(admin, { entity: 'parted', records: samples() })
    for (const field of Object.keys(PARTS)) {
      const derivation = derived.derivation({ entity: 'parted', field })
      if (derivation === null) throw new Error(`There is no '${field}'.`)
      const expected = records.map((record) =>
        evaluateExpression(derivation.expression, { record: record as unknown as JsonObject }, context),
      )
      expect([field, records.map((record) => record[field])]).toEqual([field, expected])
      expect(new Set(expected.map((value) => JSON.stringify(value))).size).toBeGreaterThan(1)
    }
  })

  test.each(FIELD_TYPES)('%s: a list is filtered by the look-up with every operator of the type', async (type) => {
    const [own, low] = [await hold(type, PROBES[type].held), await hold(type, STANDS_FOR[type] ?? first(type))]
    for (const op of FIELD_TYPE_TABLE[type].operators) {
      for (const [compared, found] of probesOf(type, op)) {
        const where = {
          and: [
            { field: 'id', op: 'eq' as const, value: isOrder(op) && ORDERED[type] !== null ? low : own },
            { field: `${type}Lookup`, op, value: real(type, compared) },
          ],
        }
        const page = await tenon.findRecords(admin, { entity: 'viewer', where, fields: [] })
        expect([op, compared, page.records.length]).toEqual([op, compared, found ? 1 : 0])
      }
    }
  })

  test('a list is filtered by a formula that gives several options, with every operator of their field', async () => {
    const values = { name: 'holder', multiChoiceField: PROBES.multiChoice.held }
    const { id } = await tenon.createRecord(admin, { entity: 'worked', values })
    for (const op of FIELD_TYPE_TABLE.multiChoice.operators) {
      for (const [value, found] of probesOf('multiChoice', op)) {
        const and = [
          { field: 'id', op: 'eq' as const, value: id },
          { field: 'multiChoiceFormula', op, value },
        ]
        const page = await tenon.findRecords(admin, { entity: 'worked', where: { and }, fields: [] })
        expect([op, value, page.records.length]).toEqual([op, value, found ? 1 : 0])
      }
    }
  })

  const first = (type: FieldType) => ORDERED[type]?.[0] ?? null

  /** Id of a viewer of a thing that has the value. */
  async function hold(type: FieldType, value: JsonValue): Promise<string> {
    const values = type === 'sequence' ? {} : { [nameOf(type)]: real(type, value) }
    await lendUploads(tenon, 'thing')
    const thing = await tenon.createRecord(admin, { entity: 'thing', values: { name: 'holder', ...values } })
    if (type === 'sequence') {
      const set = `sequence_field = '${String(value)}' where id = '${thing.id}'`
      await tenon.database.execute(`update ${tenon.tenant.schema}.thing set ${set}`)
    }
    return (await tenon.createRecord(admin, { entity: 'viewer', values: { name: 'holder', of: thing.id } })).id
  }

  test.each(FIELD_TYPES.filter((type) => FIELD_TYPE_TABLE[type].sortable))(
    '%s: a list sorted by the look-up comes page by page without gap or repetition',
    async (type) => {
      const sort = [{ field: `${type}Lookup`, direction: 'asc' as const }]
      const seen: string[] = []
      for (let after: string | undefined; ; ) {
        const input = { entity: 'viewer', sort, fields: ['id'], limit: 60, ...(after !== undefined && { after }) }
        const page = await tenon.findRecords(admin, input)
        seen.push(...page.records.map(({ id }) => id))
        if (page.nextCursor === null) break
        after = page.nextCursor
      }
      expect(new Set(seen).size).toBe(seen.length)
      expect(seen.length).toBe(await tenon.count('viewer'))
    },
  )

  test('a file of CSV shows a derived field as it shows a field of the type that it gives', async () => {
    const exportRecords = makeExportRecords({ ...tenon, recordChange: makeRecordChange(tenon) })
    const model = await tenon.models.get(tenon.tenant)
    for (const of of ['viewer', 'worked']) {
      const { text } = await exportRecords(admin, { entity: of, formulas: 'plain' })
      const lines: Array<Record<string, string>> = parse(await collectText(text), { columns: true })
      const fields = model.entities.get(of)?.derivedFields ?? []
      expect(fields).toHaveLength(FIELD_TYPES.length)
      for (const line of lines) {
        const record = await tenon.getRecord(admin, { entity: of, id: line['id'] ?? '' })
        for (const { name, type } of fields) {
          const value = (record[name] ?? null) as JsonValue
          expect([name, line[name]]).toEqual([name, value === null ? '' : CSV_FORMS[type].write(value)])
        }
      }
      expect(lines.length).toBeGreaterThan(SAMPLES.length - 1)
    }
  })
})
