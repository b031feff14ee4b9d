import type { EntitySchema } from '@tenon/sdk/contract/entity-schema'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { openPluginTenant, type PluginTenant } from '../../support/open-plugin-tenant.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { entity, field } from '../model/sample-model.ts'

const box = (properties: EntitySchema['properties']) => entity('box', properties)
const REGION = { region: field('text', { label: { en: 'Region' } }) }
const LINE = entity('line', { box: field('reference', { reference: { entity: 'box' } }) })

describe.each(DATABASE_KINDS)('conditions of roles at publishing on %s', (kind) => {
  let opened: PluginTenant
  let seller: RequestContext
  beforeAll(async () => {
    opened = await openPluginTenant(kind)
    const id = uuidv7()
    const row = { id, name: 'Sue', email: 'sue@example.com', roles: ['seller'], team_id: null }
    await opened.tenon.database.tenant(opened.tenant.schema).insertInto('_user').values(row).execute()
    seller = { ...opened.ctx, actor: { kind: 'user', id, name: 'Sue', roles: ['seller'] } }
    await publish({ box: box(REGION), line: LINE })
    for (const region of ['East', 'West']) await opened.create('box', { name: `${region} box`, region })
  })
  afterAll(() => opened.close())

  const model = () => opened.tenon.services.model

  async function publish(entities: Record<string, EntitySchema | null>) {
    const { revision, edits } = await model().draft(opened.ctx)
    const saved = await model().saveDraft(opened.ctx, {
      edits: { ...edits, entities: { ...edits.entities, ...entities } } as never,
      revision,
    })
    return model().publish(opened.ctx, { revision: saved.revision, consent: true })
  }

  const role = (grants: object) =>
    opened.tenon.services.roles.set(opened.ctx, {
      name: 'seller',
      label: { en: 'Seller', 'zh-CN': '销售' },
      grants,
    } as never)
  const seen = async () => {
    const { records } = await opened.tenon.services.records.find(seller, { entity: 'box' })
    return records.map(({ name }) => name)
  }
  async function refusal(entities: Record<string, EntitySchema | null>): Promise<string> {
    const before = await model().view(opened.ctx)
    const error = await publish(entities).then(
      () => expect.unreachable('it must be refused'),
      (reason: unknown) => reason as { code: string; message: string },
    )
    expect(error).toMatchObject({ code: 'SCHEMA_CHANGE_REFUSED' })
    expect((await model().view(opened.ctx)).version).toBe(before.version)
    await model().discardDraft(opened.ctx)
    return error.message
  }

  test('a rename is followed: the role sees the same records and shows its condition by the new name', async () => {
    await role({ box: { read: { where: "region == 'East'" } } })
    expect(await seen()).toEqual(['East box'])
    await model().renamePart(opened.ctx, { place: { part: 'field', entity: 'box', field: 'region' }, name: 'area' })
    const { revision } = await model().draft(opened.ctx)
    await model().publish(opened.ctx, { revision })
    expect(await seen()).toEqual(['East box'])
    const shown = (await opened.tenon.services.roles.list(opened.ctx)).find(({ name }) => name === 'seller')
    expect(shown?.grants['box']?.read).toEqual({ where: "area == 'East'" })
    // What an admin writes by the new name means the same field.
    await role({ box: { read: { where: "area == 'West'" } } })
    expect(await seen()).toEqual(['West box'])
    await model().renamePart(opened.ctx, { place: { part: 'field', entity: 'box', field: 'area' }, name: 'region' })
    const draft = await model().draft(opened.ctx)
    await model().publish(opened.ctx, { revision: draft.revision })
    expect(await seen()).toEqual(['West box'])
  })

  test('taking the field away, or giving it a type that the condition cannot be about, is refused and names the role', async () => {
    await role({ box: { read: { where: "region == 'East'" } } })
    expect(await refusal({ box: box({}) })).toMatch(/Role ‘Seller’ .*region == 'East'.*change it first/)
    expect(await refusal({ box: box({ region: field('integer', { label: { en: 'Region' } }) }) })).toContain(
      'Role ‘Seller’',
    )
    expect(await seen()).toEqual(['East box'])
  })

  test('so is what a condition over other records, and a territory, stand on', async () => {
    await role({ box: { read: 'all' }, line: { read: { where: "box.region == 'East'" } } })
    expect(await refusal({ box: box({}) })).toContain('which records of line')
    await role({ box: { read: 'all' } })
    await opened.tenon.services.access.setTerritory(opened.ctx, {
      ...{ name: 'East', parentId: null, memberIds: [], rules: { box: "region == 'East'" } },
    })
    expect(await refusal({ box: box({}) })).toContain('Territory ‘East’')
  })

  test('an entity that goes breaks nothing, neither does what did not fit before, and once the role is changed it is published', async () => {
    await opened.tenon.database.tenant(opened.tenant.schema).deleteFrom('_territory').execute()
    await role({ box: { read: 'all' }, line: { read: { where: "box.name == 'x'" } } })
    await publish({ line: null })
    const grants = { box: { read: { where: 'gone == 1' } } }
    const db = opened.tenon.database.tenant(opened.tenant.schema)
    await db
      .updateTable('_role')
      .set({ grants: JSON.stringify(grants) })
      .where('name', '=', 'seller')
      .execute()
    await publish({ box: box({}) })
    expect((await model().view(opened.ctx)).entities['box']?.properties).not.toHaveProperty('region')
  })
})
