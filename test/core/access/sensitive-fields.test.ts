import type { EntitySchema, FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { ModelDocument, ModelEntity } from '@tenon/sdk/contract/model-document'
import type { RoleGrants } from '@tenon/sdk/contract/role-grants'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeRecordChange } from '../../../core/src/audit/make-record-change.ts'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { makeMaskRecords } from '../../../core/src/hooks/mask-records.ts'
import { withResults } from '../../../core/src/model/check/check-derived.ts'
import { makeExportRecords } from '../../../core/src/records/export-records.ts'
import { makeRevealField } from '../../../core/src/records/reveal-field.ts'
import { openTestRecords, type TestRecords } from '../records/open-test-records.ts'

/** Stands in every sensitive value, so that any answer can be searched for it. */
const SECRET = 'TOPSECRET'

function entity(
  name: string,
  properties: Record<string, Omit<FieldSchema, 'label'>>,
  more: Partial<EntitySchema> = {},
) {
  const labelled = Object.entries(properties).map(([field, schema]) => [field, { ...schema, label: { en: field } }])
  return {
    type: 'object',
    name,
    label: { en: name },
    pluralLabel: { en: `${name}s` },
    titleField: 'name',
    properties: Object.fromEntries(labelled),
    ...more,
    source: 'clinic',
    fieldSources: Object.fromEntries(Object.keys(properties).map((field) => [field, 'clinic'])),
  } as ModelEntity
}

function clinic(): ModelDocument {
  const patient = entity('patient', {
    name: { fieldType: 'text', searchable: true },
    passport: { fieldType: 'text', sensitive: true, searchable: true, unique: true },
    notes: { fieldType: 'longText', sensitive: true, searchable: true },
    debt: { fieldType: 'money', currency: 'EUR', sensitive: true },
    mobile: { fieldType: 'phone', sensitive: true },
    referrer: { fieldType: 'reference', sensitive: true, reference: { entity: 'patient', onDelete: 'setNull' } },
    shout: { fieldType: 'formula', formula: 'notes.upper()' },
  })
  const visit = entity(
    'visit',
    {
      name: { fieldType: 'text' },
      patient: { fieldType: 'reference', reference: { entity: 'patient', onDelete: 'cascade' }, embed: 'portal' },
      passport: { fieldType: 'lookup', lookup: 'patient.passport', embed: 'portal' },
      code: { fieldType: 'text' },
    },
    { customerField: 'patient' },
  )
  // A title that became sensitive before models refused that.
  const file = entity('file', {
    name: { fieldType: 'text', sensitive: true },
    patient: { fieldType: 'reference', reference: { entity: 'patient', onDelete: 'cascade' } },
  })
  const link = entity('link', {
    name: { fieldType: 'text' },
    file: { fieldType: 'reference', reference: { entity: 'file', onDelete: 'cascade' } },
  })
  return withResults({ entities: { patient, visit, file, link }, pipelines: {} }).document
}

const ALL = { create: 'all', read: 'all', update: 'all' } as const

describe('a sensitive field', () => {
  let tenon: TestRecords
  let staff: RequestContext
  let doctor: RequestContext
  let reveal: ReturnType<typeof makeRevealField>
  let exportRecords: ReturnType<typeof makeExportRecords>
  let id = ''

  beforeAll(async () => {
    tenon = await openTestRecords('pglite', clinic())
    reveal = makeRevealField(tenon)
    exportRecords = makeExportRecords({ ...tenon, recordChange: makeRecordChange(tenon) })
    await addRole('doctor', { '*': { ...ALL, reveal: true }, visit: { ...ALL } })
    await addRole('clerk', {
      patient: { ...ALL, reveal: true, fields: { notes: { read: true, write: true, reveal: false } } },
    })
    staff = await tenon.addUser('Staff')
    doctor = await tenon.addUser('Doctor', ['doctor'])
    const values = { name: 'Ada', passport: `${SECRET}-1`, notes: `${SECRET} of Ada`, debt: { amount: '777.77' } }
    id = (await tenon.createRecord(tenon.system, { entity: 'patient', values })).id
    await tenon.updateRecord(tenon.system, {
      ...{ entity: 'patient', id, version: 1 },
      values: { notes: `${SECRET} again`, mobile: '+86 138 0013 8000', referrer: id },
    })
    await tenon.createRecord(tenon.system, { entity: 'visit', values: { name: 'First', patient: id } })
    const file = await tenon.createRecord(tenon.system, { entity: 'file', values: { name: SECRET, patient: id } })
    await tenon.createRecord(tenon.system, { entity: 'link', values: { name: 'L', file: file.id } })
  })
  afterAll(() => tenon.close())

  async function addRole(name: string, grants: RoleGrants): Promise<void> {
    const row = { name, label: '{"en":"Role"}', grants: JSON.stringify(grants) }
    await tenon.database.tenant(tenon.tenant.schema).insertInto('_role').values(row).execute()
    tenon.access.forget(tenon.tenant.schema)
  }

  async function csv(ctx: RequestContext, fields?: string[]): Promise<string> {
    const { text } = await exportRecords(ctx, { entity: 'patient', titles: true, ...(fields && { fields }) })
    let all = ''
    for await (const part of text) all += part
    return all
  }

  /** All that an answer says, errors with what caused them left out as the edge leaves it out. */
  async function said(answer: Promise<unknown>): Promise<string> {
    return answer.then(
      (value) => JSON.stringify(value),
      ({ code, message, problems }) => JSON.stringify({ code, message, problems }),
    )
  }

  const everyRead = (ctx: RequestContext): Array<[what: string, answer: Promise<unknown>]> => [
    ['a record', tenon.getRecord(ctx, { entity: 'patient', id })],
    ['a record by chosen fields', tenon.getRecord(ctx, { entity: 'patient', id, fields: ['passport', 'notes'] })],
    ['a list', tenon.findRecords(ctx, { entity: 'patient', count: true })],
    ['an expansion', tenon.findRecords(ctx, { entity: 'visit', expand: ['patient'] })],
    ['labels', tenon.findRecords(ctx, { entity: 'link' })],
    ['a look-up', tenon.findRecords(ctx, { entity: 'visit', fields: ['passport'] })],
    ['the history', tenon.readHistory(ctx, { entity: 'patient', id })],
    ['the model', tenon.viewModel(ctx)],
    ['a file', csv(ctx)],
    ['a group', tenon.summarizeRecords(ctx, { entity: 'patient', groupBy: 'referrer' })],
    ['a sum', tenon.summarizeRecords(ctx, { entity: 'patient', groupBy: 'createdBy', sum: 'debt' })],
    ['a sorted page', tenon.findRecords(ctx, { entity: 'patient', sort: [{ field: 'passport' }], limit: 1 })],
  ]

  test.each(['staff', 'doctor'] as const)('is in no answer that %s gets without asking for it by name', async (who) => {
    const ctx = who === 'staff' ? staff : doctor
    for (const [what, answer] of everyRead(ctx)) {
      expect(await said(answer), what).not.toMatch(/TOPSECRET|777\.77|13800138000|138 0013 8000/)
    }
  })

  test('is named as masked in records, whether it holds a value or not', async () => {
    const empty = await tenon.createRecord(tenon.system, { entity: 'patient', values: { name: 'Bea' } })
    const masked = ['passport', 'notes', 'debt', 'mobile', 'referrer', 'shout']
    for (const one of [id, empty.id]) {
      const record = await tenon.getRecord(staff, { entity: 'patient', id: one })
      expect(record.$masked).toEqual(masked)
      for (const name of masked) expect(record).not.toHaveProperty(name)
    }
    const { access } = (await tenon.viewModel(staff)).entities['patient'] ?? {}
    expect(access).toMatchObject({ maskedFields: masked })
    expect(access?.revealableFields).toBeUndefined()
    expect(access?.writableFields).toEqual(expect.arrayContaining(['passport', 'notes']))
    await tenon.deleteRecord(tenon.system, { entity: 'patient', id: empty.id, version: 1 })
  })

  test('cannot be probed by a filter, a search, a sort, a group, a sum or an expansion', async () => {
    const where = [
      { field: 'passport', op: 'startsWith', value: 'T' },
      { field: 'notes', op: 'isNull' },
      { not: { field: 'debt', op: 'gt', value: '700' } },
      { field: 'referrer', op: 'eq', value: id },
      { field: 'shout', op: 'contains', value: 'T' },
    ] as const
    for (const condition of where) {
      const finding = tenon.findRecords(staff, { entity: 'patient', where: condition as never })
      await expect(finding, JSON.stringify(condition)).rejects.toMatchObject({
        code: 'BAD_REQUEST',
        problems: [{ rule: 'sensitive' }],
      })
    }
    const through = tenon.findRecords(staff, { entity: 'visit', where: { field: 'passport', op: 'eq', value: 'x' } })
    await expect(through).rejects.toMatchObject({ problems: [{ rule: 'sensitive' }] })
    expect((await tenon.findRecords(staff, { entity: 'patient', search: SECRET })).records).toEqual([])
    for (const ctx of [staff, doctor]) {
      const closed = [
        tenon.findRecords(ctx, { entity: 'patient', sort: [{ field: 'passport' }] }),
        tenon.findRecords(ctx, { entity: 'patient', expand: ['referrer'] }),
        tenon.summarizeRecords(ctx, { entity: 'patient', groupBy: 'referrer' }),
        tenon.summarizeRecords(ctx, { entity: 'patient', groupBy: 'createdBy', sum: 'debt' }),
        csv(ctx, ['name', 'passport']),
      ]
      for (const one of closed) await expect(one).rejects.toMatchObject({ problems: [{ rule: 'sensitive' }] })
    }
  })

  test('is found by whoever may have it shown', async () => {
    const where = { field: 'passport', op: 'eq', value: `${SECRET}-1` } as const
    expect((await tenon.findRecords(doctor, { entity: 'patient', where })).records).toMatchObject([{ id }])
    expect((await tenon.findRecords(doctor, { entity: 'patient', search: SECRET })).records).toMatchObject([{ id }])
  })

  test('is shown to whoever has the right, one value at a time, and the trail says who saw which', async () => {
    expect(await reveal(doctor, { entity: 'patient', id, field: 'passport' })).toEqual({ value: `${SECRET}-1` })
    expect(await reveal(doctor, { entity: 'patient', id, field: 'shout' })).toEqual({ value: `${SECRET} AGAIN` })
    const history = await tenon.readHistory(staff, { entity: 'patient', id })
    const shape = { action: 'record.reveal', actor: `user:${doctor.actor.id}`, version: 2 }
    expect(history.slice(0, 2)).toMatchObject([
      { ...shape, changes: { shout: { masked: true } } },
      { ...shape, changes: { passport: { masked: true } } },
    ])
    expect(JSON.stringify(history)).not.toContain(SECRET)
  })

  test('stays masked for whoever has not, without an entry in the trail', async () => {
    const before = await tenon.count('_audit')
    const clerk = await tenon.addUser('Clerk', ['clerk'])
    const place = { entity: 'patient', id }
    await expect(reveal(staff, { ...place, field: 'passport' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(reveal(clerk, { ...place, field: 'notes' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(reveal(clerk, { ...place, field: 'shout' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(reveal(doctor, { ...place, field: 'nothing' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    const elsewhere = reveal(doctor, { ...place, id: '01890a5d-ac96-774b-bcce-b302099a8057', field: 'notes' })
    await expect(elsewhere).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await tenon.count('_audit')).toBe(before)
    expect(await reveal(clerk, { ...place, field: 'passport' })).toEqual({ value: `${SECRET}-1` })
  })

  test('is written by whoever may write it, who gets no value back', async () => {
    const values = { name: 'Cyd', passport: `${SECRET}-2`, notes: `${SECRET} x` }
    const created = await tenon.createRecord(staff, { entity: 'patient', values })
    const changed = await tenon.updateRecord(staff, {
      ...{ entity: 'patient', id: created.id, version: 1 },
      values: { notes: `${SECRET} y` },
    })
    expect(JSON.stringify([created, changed])).not.toContain(SECRET)
    expect(await tenon.getRecord(tenon.system, { entity: 'patient', id: created.id })).toMatchObject({
      passport: `${SECRET}-2`,
      notes: `${SECRET} y`,
    })
  })

  test('is told by no message about a value that is taken already', async () => {
    const values = { name: 'Dot', passport: `${SECRET}-1` }
    const error = await tenon.createRecord(staff, { entity: 'patient', values }).catch((cause: Error) => cause)
    expect(error).toMatchObject({ code: 'VALIDATION_FAILED', problems: [{ pointer: '/passport', rule: 'unique' }] })
    expect((error as Error).message).not.toContain(id)
    expect((error as Error).message).not.toContain('Ada')
  })

  test('never reaches an end customer, whatever the schema exposes', async () => {
    const customer = tenon.as({
      ...{ kind: 'customer', id, name: 'V', site: 's' },
      subject: { entity: 'patient', id },
      scopes: ['customer:read'],
    })
    const { records } = await tenon.findRecords(customer, { entity: 'visit' })
    expect(JSON.stringify(records)).not.toContain(SECRET)
    const model = (await tenon.viewModel(customer)).entities
    expect(model['visit']?.properties).not.toHaveProperty('passport')
    expect(model).not.toHaveProperty('patient')
  })

  test('reaches a plugin only with the capability to have it shown', async () => {
    const capabilities = ['entity:patient:read']
    const plugin = (more: string[], onBehalfOf = tenon.system.actor) =>
      tenon.as({
        ...{ kind: 'plugin', id: 'p', name: 'P', hook: 'h' },
        capabilities: [...capabilities, ...more],
        onBehalfOf: onBehalfOf as never,
      })
    const open = plugin(['entity:patient:reveal'])
    expect(await tenon.getRecord(open, { entity: 'patient', id })).toMatchObject({ passport: `${SECRET}-1` })
    const where = { field: 'passport', op: 'startsWith', value: 'T' } as const
    for (const ctx of [plugin([]), plugin(['entity:patient:reveal'], staff.actor)]) {
      expect(JSON.stringify(await tenon.getRecord(ctx, { entity: 'patient', id }))).not.toContain(SECRET)
      await expect(tenon.findRecords(ctx, { entity: 'patient', where })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    }
  })

  test('is left out of what hooks are given, before and after, without that capability', async () => {
    const maskRecords = makeMaskRecords(tenon)
    const values: JsonObject = { name: 'Ada', passport: SECRET, debt: { amount: '1' } }
    const records = [{ id, values, old: values }]
    const plugin = { package: {} as never, grants: ['entity:patient:read'] }
    const ask = (grants: string[]) =>
      maskRecords(tenon.tenant, { plugin: { ...plugin, grants }, entity: 'patient', records })
    const masked = { id, values: { name: 'Ada' }, old: { name: 'Ada' } }
    expect(await ask(['entity:patient:read'])).toEqual([masked])
    expect(await ask(['entity:visit:reveal'])).toEqual([masked])
    expect(await ask(['entity:patient:reveal'])).toEqual(records)
  })
})
