import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { entityFile, manifest, openPluginTenant, type PluginTenant } from '../../support/open-plugin-tenant.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'

const TEXT = { fieldType: 'text' }
const KIND = '/entities/car/listFields/kind'

describe.each(DATABASE_KINDS)('lists that a tenant has arranged, when the plugin changes its own, on %s', (kind) => {
  let opened: PluginTenant
  let admin: RequestContext
  let count = 0
  beforeAll(async () => {
    opened = await openPluginTenant(kind)
  })
  afterAll(() => opened?.close())
  beforeEach(async () => {
    count += 1
    const tenant = await opened.tenon.createTenant({ slug: `tenant-${count}`, name: 'Tenant' })
    admin = { ...systemContext(tenant), actor: { kind: 'user', id: 'u1', name: 'Ada', roles: ['admin'] } }
  })

  async function install(version: string, listFields: string[], id?: string) {
    const properties = { vin: TEXT, note: TEXT, [id === undefined ? 'kind' : 'sort']: { ...TEXT, ...(id && { id }) } }
    const plugin = await opened.load({
      'plugin.json': manifest('fleet', { version }),
      'entities/car.schema.json': entityFile('car', properties, { listFields }),
    })
    return opened.tenon.installPlugins(admin, [plugin], { grants: {} })
  }
  const model = () => opened.tenon.services.model
  const readDraft = () => model().draft(admin)
  async function save(listFields: string[]) {
    const edits: TenantEdits = { entities: { car: { listFields } } }
    return model().saveDraft(admin, { edits, revision: (await readDraft()).revision })
  }
  async function publish(listFields: string[]) {
    const { revision } = await save(listFields)
    await model().publish(admin, { revision })
  }
  const listed = async () => (await model().view(admin)).entities['car']?.listFields

  test('columns that the tenant never touched go and come as the plugin says, and nobody is asked', async () => {
    await install('1.0.0', ['name', 'note', 'kind'])
    await publish(['name', 'note', 'kind', 'vin'])
    await publish(['vin', 'name', 'note', 'kind'])
    await install('1.1.0', ['name', 'note'])
    expect(await listed()).toEqual(['vin', 'name', 'note'])
    await install('1.2.0', ['name', 'note', 'kind'])
    expect(await listed()).toEqual(['vin', 'name', 'note', 'kind'])
    await install('1.3.0', ['name', 'kind'])
    expect(await listed()).toEqual(['vin', 'name', 'kind'])
  })

  test.each([
    ['a column that the tenant had put in before the plugin did', [['name', 'kind', 'vin']], ['name', 'note']],
    [
      'one that it took out and put back',
      [
        ['name', 'vin'],
        ['name', 'vin', 'kind'],
      ],
      ['name', 'kind'],
    ],
  ])('%s goes only when somebody says so', async (_what, lists, first) => {
    await install('1.0.0', first)
    for (const list of lists) await publish(list)
    await install('1.1.0', ['name', 'kind'])
    const before = await listed()
    await expect(install('1.2.0', ['name', 'note'])).rejects.toMatchObject({
      code: 'CONSENT_REQUIRED',
      problems: [{ pointer: `/choices/${KIND.replaceAll('/', '~1')}` }],
    })
    expect(before).toContain('kind')
    expect(await listed()).toEqual(before)
  })

  test('a column of the tenant’s is its own under another name of the field too', async () => {
    await install('1.0.0', ['name'])
    await publish(['name', 'kind', 'vin'])
    await install('1.1.0', ['name', 'sort'], 'fleet/car/kind')
    expect(await listed()).toEqual(['name', 'sort', 'vin'])
    await expect(install('1.2.0', ['name'], 'fleet/car/kind')).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' })
  })

  test('a draft with the list as it is in force asks about no column of the plugin’s', async () => {
    await install('1.0.0', ['name', 'note', 'kind'])
    await publish(['name', 'note', 'kind', 'vin'])
    const { edits, revision } = await readDraft()
    const label = { en: 'Automobile' }
    await model().saveDraft(admin, { edits: { entities: { car: { ...edits.entities?.['car'], label } } }, revision })
    await install('1.1.0', ['name', 'note'])
    const listFields = ['name', 'note', 'vin']
    expect(await readDraft()).toMatchObject({ conflicts: [], edits: { entities: { car: { label, listFields } } } })
  })

  test('a draft in which the list is arranged anew waits with a choice for what was put in there', async () => {
    await install('1.0.0', ['name', 'note'])
    await publish(['name', 'note', 'vin'])
    await save(['vin', 'note', 'name', 'kind'])
    await install('1.1.0', ['name', 'note', 'kind'])
    await install('1.2.0', ['name', 'note'])
    expect((await readDraft()).conflicts).toMatchObject([{ path: KIND, kind: 'removed', mine: 'kind' }])
    expect(await listed()).toEqual(['name', 'note', 'vin'])
  })

  test('a draft in which the list is arranged for the first time asks about no column that the plugin had there', async () => {
    await install('1.0.0', ['name', 'note', 'kind'])
    await save(['kind', 'vin', 'name', 'note'])
    await save(['kind', 'vin', 'note', 'name'])
    await install('1.1.0', ['name', 'note'])
    const carried = (listFields: string[]) => ({ conflicts: [], edits: { entities: { car: { listFields } } } })
    expect(await readDraft()).toMatchObject(carried(['vin', 'note', 'name']))
    await install('1.2.0', ['name', 'note', 'kind'])
    await install('1.3.0', ['name', 'note'])
    expect(await readDraft()).toMatchObject(carried(['vin', 'note', 'name']))
    expect(await listed()).toEqual(['name', 'note'])
  })

  test('a draft that took the plugin’s column out and put it back asks about it', async () => {
    await install('1.0.0', ['name', 'note', 'kind'])
    await save(['name', 'vin'])
    await save(['name', 'vin', 'kind'])
    await install('1.1.0', ['name', 'note'])
    expect((await readDraft()).conflicts).toMatchObject([{ path: KIND, kind: 'removed', mine: 'kind' }])
  })

  test('an earlier version is brought back without a question about columns that were the plugin’s', async () => {
    await install('1.0.0', ['name', 'note', 'kind'])
    await publish(['name', 'note', 'kind', 'vin'])
    const version = (await model().versions(admin))[0]?.version ?? 0
    await publish(['name', 'note', 'kind'])
    await install('1.1.0', ['name', 'note'])
    await model().restore(admin, { version })
    expect(await listed()).toEqual(['name', 'note', 'vin'])
  })
})
