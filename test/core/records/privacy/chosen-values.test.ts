import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import { FIELD_TYPES, type FieldType } from '@tenon/sdk/contract/field-type'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../../core/src/context/request-context.ts'
import { compileModel } from '../../../../core/src/model/compile-model.ts'
import { validateRecord } from '../../../../core/src/model/validate-record.ts'
import { erasedValue } from '../../../../core/src/records/privacy/erased-values.ts'
import { DATABASE_KINDS } from '../../../support/open-test-database.ts'
import type { TestRecords } from '../open-test-records.ts'
import { type Erasures, openErasures } from './open-erasures.ts'

const options = ['gold', 'iron', 'other'].map((value) => ({ value, label: { en: value } }))
const reference = { entity: 'clinic', onDelete: 'restrict' } as const

function model(extra: Record<string, FieldSchema> = {}): ModelDocument {
  const field = (fieldType: FieldType, label: string, more: Partial<FieldSchema> = {}): FieldSchema => {
    return { fieldType, label: { en: label, 'zh-CN': `${label}（中）` }, ...more }
  }
  const personal = { personal: true }
  const person = {
    name: field('text', 'Name', personal),
    note: field('text', 'Note'),
    seen: field('text', 'Seen', { readOnly: true }),
    tier: field('choice', 'Tier', { ...personal, options }),
    likes: field('multiChoice', 'Likes', { ...personal, options }),
    clinic: field('reference', 'Clinic', { ...personal, reference }),
    passport: field('file', 'Passport', personal),
    kin: field('objectList', 'Kin', {
      ...personal,
      items: { properties: { name: { fieldType: 'text', label: { en: 'Name' } } } },
    }),
    income: field('money', 'Income', { ...personal, currency: 'EUR' }),
    ...extra,
  }
  const clinic = { name: field('text', 'Name') }
  const entity = (name: string, properties: Record<string, FieldSchema>, more: object) => ({
    ...{ type: 'object' as const, name, titleField: 'name', label: { en: name }, pluralLabel: { en: `${name}s` } },
    ...{ properties, source: 'sample', ...more },
    fieldSources: Object.fromEntries(Object.keys(properties).map((one) => [one, 'sample'])),
  })
  const required = ['name', 'tier', 'likes', 'clinic', 'passport', 'kin', 'income', ...Object.keys(extra)]
  return {
    entities: { person: entity('person', person, { subject: true, required }), clinic: entity('clinic', clinic, {}) },
    pipelines: {},
  }
}

describe.each(DATABASE_KINDS)('fields that must have a value, in an erasure on %s', (kind) => {
  let tenon: TestRecords
  let privacy: Erasures['privacy']
  let worker: Erasures['worker']
  let failures: unknown[]
  let officer: RequestContext
  let clinics: string[] = []
  beforeAll(async () => {
    ;({ tenon, worker, privacy, failures, officer } = await openErasures(kind, model()))
    const made = await tenon.createRecords(tenon.system, {
      entity: 'clinic',
      records: [{ name: 'A' }, { name: 'None' }],
    })
    clinics = made.map(({ id }) => id)
  })
  afterAll(() => tenon.close())

  async function person(name: string) {
    const file = uuidv7()
    const facts = JSON.stringify({ id: file, name: 'pass.txt', size: 3, type: 'text/plain' })
    const field = (await tenon.models.get(tenon.tenant)).entities.get('person')?.fields.get('passport')?.id ?? ''
    await sql`insert into ${sql.id(tenon.tenant.schema, '_file')} (id, field_id, entity, uploaded_by, facts)
      values (${file}, ${field}, 'person', 'system', ${facts}::jsonb)`.execute(tenon.database.control)
    const values: JsonObject = {
      ...{ name, tier: 'gold', likes: ['gold'], clinic: clinics[0] ?? '', passport: [file] },
      ...{ kin: [{ name: 'Ann' }], income: { amount: '9.50', currency: 'EUR' } },
    }
    return (await tenon.createRecord(tenon.system, { entity: 'person', values })).id
  }

  const erase = (id: string, values?: Record<string, JsonObject>) =>
    privacy.erase(officer, { entity: 'person', id, confirm: 'Zoe', records: 1, ...(values && { values }) })

  test('the plan says in advance what becomes of each, and asks for those of which nobody but a person knows', async () => {
    const plan = await privacy.planErasure(officer, { entity: 'person', id: await person('Zoe') })
    expect(plan.blocks).toEqual([])
    expect(plan.choices.map(({ entity, entityLabel, field }) => [entity, entityLabel, field])).toEqual([
      ['person', 'persons', 'tier'],
      ['person', 'persons', 'clinic'],
    ])
    expect(plan.choices[0]?.schema).toMatchObject({ fieldType: 'choice', options: [{ value: 'gold' }, {}, {}] })
    const becomes = Object.fromEntries(plan.entities[0]?.fields.map(({ field, becomes: what }) => [field, what]) ?? [])
    expect(becomes).toEqual({
      ...{ name: 'replaced', income: 'replaced', tier: 'chosen', clinic: 'chosen' },
      ...{ likes: 'empty', passport: 'empty', kin: 'empty' },
    })
  })

  test('without them, with others, or with what is not there, nothing is begun', async () => {
    const id = await person('Zoe')
    const full = { tier: 'other', clinic: clinics[1] ?? '' }
    const wrong: Array<[Record<string, JsonObject> | undefined, string]> = [
      [undefined, '/values/person/tier'],
      [{ person: { tier: 'other' } }, '/values/person/clinic'],
      [{ person: { ...full, tier: 'silver' } }, '/tier'],
      [{ person: { ...full, tier: null } }, '/values/person/tier'],
      [{ person: { ...full, clinic: uuidv7() } }, '/values/person/clinic'],
      [{ person: { ...full, name: 'x' } }, '/values/person/name'],
      [{ person: full, clinic: { name: 'x' } }, '/values/clinic/name'],
    ]
    for (const [values, pointer] of wrong)
      await expect(erase(id, values), pointer).rejects.toMatchObject({
        code: 'VALIDATION_FAILED',
        problems: [expect.objectContaining({ pointer }), ...(values === undefined ? [expect.anything()] : [])],
      })
    expect(await tenon.count('_erasure_run')).toBe(0)
    expect(await tenon.getRecord(tenon.system, { entity: 'person', id })).toMatchObject({ tier: 'gold', version: 1 })
  })

  test('what was chosen stands there, lists are empty, and whoever changes something else is asked for nothing', async () => {
    const id = await person('Zoe')
    const begun = await erase(id, { person: { tier: 'other', clinic: clinics[1] ?? '' } })
    await worker.wake(tenon.tenant)
    await expect.poll(async () => (await privacy.erasure(officer, { id: begun.id })).status).toBe('done')
    expect(failures).toEqual([])
    const record = await tenon.getRecord(tenon.system, { entity: 'person', id })
    expect(record).toMatchObject({
      ...{ name: 'Erased', tier: 'other', clinic: clinics[1], likes: [], passport: [], kin: [], version: 2 },
      income: { amount: '0.00', currency: 'EUR' },
    })
    const changed = await tenon.updateRecord(tenon.system, { entity: 'person', id, version: 2, values: { note: 'x' } })
    expect(changed).toMatchObject({ note: 'x', version: 3 })
    // Hooks that set what only they may set have the whole record looked at.
    tenon.hooks.before = () => ({ kind: 'ok', changes: { seen: 'by a hook' } })
    const hooked = await tenon.updateRecord(tenon.system, { entity: 'person', id, version: 3, values: { note: 'y' } })
    tenon.hooks.before = () => ({ kind: 'ok' })
    expect(hooked).toMatchObject({ note: 'y', seen: 'by a hook', version: 4 })
    const emptying = tenon.updateRecord(tenon.system, { entity: 'person', id, version: 4, values: { likes: null } })
    await expect(emptying).rejects.toMatchObject({ code: 'VALIDATION_FAILED', problems: [{ pointer: '/likes' }] })
    const [entry] = await tenon.readHistory(tenon.system, { entity: 'person', id })
    expect(entry?.action).toBe('update')
  })
})

test('every type has a value that tells nothing and that its field takes, an empty list, or one that is chosen', () => {
  const chosen: FieldType[] = ['icon', 'choice', 'country', 'reference', 'user', 'anyReference', 'team', 'geoShape']
  const made = new Set<FieldType>(['sequence'])
  for (const fieldType of FIELD_TYPES) {
    if (made.has(fieldType)) continue
    const lists = ['choice', 'multiChoice'].includes(fieldType) ? { options } : {}
    const names = ['reference', 'multiReference'].includes(fieldType) ? { reference } : {}
    const more =
      fieldType === 'anyReference'
        ? { targets: ['clinic'] }
        : fieldType === 'objectList'
          ? { items: { properties: {} } }
          : {}
    const schema = { fieldType, label: { en: 'X' }, personal: true, ...lists, ...names, ...more } as FieldSchema
    const compiled = compileModel(model({ x: schema }), 1).entities.get('person')
    const field = compiled?.fields.get('x')
    if (compiled === undefined || field === undefined) throw new Error(fieldType)
    const value: JsonValue | undefined = erasedValue(compiled, { field, id: uuidv7(), locale: 'en' })
    if (chosen.includes(fieldType)) expect(value, fieldType).toBeUndefined()
    else if (Array.isArray(value) && value.length === 0) expect(field.columns[0]?.type, fieldType).toMatch(/\[\]|jsonb/)
    // A country's number that is not in use passes no check of numbers, on purpose.
    else if (fieldType !== 'phone' && fieldType !== 'phones')
      expect(
        () => validateRecord(compiled, { x: value ?? null }, { mode: 'update', locale: 'en' }),
        fieldType,
      ).not.toThrow()
  }
})
