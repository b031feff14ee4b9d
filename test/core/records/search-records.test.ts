import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import type { RoleGrants } from '@tenon/sdk/contract/role-grants'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { makeSearchRecords } from '../../../core/src/records/search-records.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

const DOCUMENT: ModelDocument = mergeModel(
  [
    pluginPackage('demo', {
      entities: [
        entity('company', {
          name: field('text', { searchable: true }),
          notes: field('longText', { searchable: true }),
        }),
        entity('person', {
          name: field('text', { searchable: true }),
          email: field('email', { searchable: true }),
          passport: field('text', { searchable: true, sensitive: true }),
        }),
        entity('thing', { code: field('text') }),
      ],
    }),
  ],
  {},
)

describe.each(DATABASE_KINDS)('searching everything on %s', (kind) => {
  let tenon: TestRecords
  let search: ReturnType<typeof makeSearchRecords>

  beforeAll(async () => {
    tenon = await openTestRecords(kind, DOCUMENT)
    search = makeSearchRecords(tenon)
    const create = (name: string, records: Array<Record<string, string>>) =>
      tenon.createRecords(tenon.system, { entity: name, records })
    await create('company', [
      { name: 'Acme' },
      { name: 'Acme Logistics' },
      { name: 'The Acme Trust' },
      { name: 'Megacme' },
      { name: '北京远大汽车有限公司', notes: '联系人：王小明' },
      { name: 'Quiet', notes: `${'x '.repeat(200)}keeps a hidden treasure here${' y'.repeat(200)}` },
    ])
    await create('person', [
      { name: 'Acme', email: 'info@acme.example', passport: 'X123' },
      { name: '王小明', email: 'wang@example.com' },
    ])
    await create('thing', [{ name: 'Acme', code: 'Acme' }])
  })
  afterAll(() => tenon.close())

  async function found(text: string, ctx: RequestContext = tenon.system) {
    const { hits } = await search(ctx, { text })
    return hits.map(({ entity: of, title, match, field: at }) => `${of} ${title} ${match} ${at}`)
  }

  async function addRole(name: string, grants: RoleGrants) {
    const role = { name, label: JSON.stringify({ en: name }), grants: JSON.stringify(grants) }
    await tenon.database.tenant(tenon.tenant.schema).insertInto('_role').values(role).execute()
    tenon.access.forget(tenon.tenant.schema)
    return tenon.addUser(name, [name])
  }

  test('the best matches come first, whatever they are, and only fields that are searchable are looked into', async () => {
    expect(await found('acme')).toEqual([
      ...(await found('acme')).slice(0, 2).sort(),
      'company Acme Logistics prefix name',
      'company The Acme Trust word name',
      'company Megacme anywhere name',
    ])
    expect((await found('acme')).slice(0, 2).sort()).toEqual(['company Acme exact name', 'person Acme exact name'])
  })

  test('Chinese is found by any part, in each entity, with the field in which it stands', async () => {
    expect(await found('小明')).toEqual(['person 王小明 anywhere name', 'company 北京远大汽车有限公司 anywhere notes'])
    expect(await found('王小明')).toEqual(['person 王小明 exact name', 'company 北京远大汽车有限公司 anywhere notes'])
    expect(await found('远 明')).toEqual(['company 北京远大汽车有限公司 anywhere name'])
  })

  test('another field than the title is shown as what stands around the place', async () => {
    const { hits } = await search(tenon.system, { text: 'hidden treasure' })
    expect(hits).toMatchObject([{ title: 'Quiet', field: 'notes', match: 'word' }])
    expect(hits[0]?.excerpt).toContain('hidden treasure')
    expect(hits[0]?.excerpt?.length).toBeLessThanOrEqual(120)
    expect((await search(tenon.system, { text: 'Quiet' })).hits).toMatchObject([{ excerpt: null }])
  })

  test('of each entity a few are given, of entities that are asked for', async () => {
    const { hits } = await search(tenon.system, { text: 'acme', entities: ['company', 'nothing'], limit: 2 })
    expect(hits.map(({ title }) => title)).toEqual(['Acme', 'Acme Logistics'])
    expect((await search(tenon.system, { text: ' \u0001 ' })).hits).toEqual([])
    await expect(search(tenon.system, { text: 'x'.repeat(201) })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  test('nobody finds records, or a field, that he may not read', async () => {
    const blind = await addRole('blind', { company: { read: 'own' }, person: { read: 'all' } })
    expect(await found('acme', blind)).toEqual(['person Acme exact name'])
    expect(await found('X123', blind)).toEqual([])
    const nameless = await addRole('nameless', {
      person: { read: 'all', fields: { name: { read: false, write: false } } },
    })
    expect(await found('王小明', nameless)).toEqual([])
    expect(await found('wang@', nameless)).toEqual(['person null prefix email'])
    const doctor = await addRole('doctor', { person: { read: 'all', reveal: true } })
    const { hits } = await search(doctor, { text: 'x123' })
    expect(hits).toMatchObject([{ entity: 'person', field: 'passport', match: 'exact', excerpt: null }])
    expect(await found('acme', await addRole('nobody', {}))).toEqual([])
  })

  test('a deleted record is not found', async () => {
    const values = { name: 'Fleeting' }
    const { id } = await tenon.createRecord(tenon.system, { entity: 'company', values })
    expect(await found('fleeting')).toHaveLength(1)
    await tenon.deleteRecord(tenon.system, { entity: 'company', id, version: 1 })
    expect(await found('fleeting')).toEqual([])
  })
})
