import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import type { RecordFilter } from '@tenon/sdk/contract/query'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compileModel } from '../../../core/src/model/compile-model.ts'
import { currentDefinition, storedDefinition } from '../../../core/src/records/saved-views/stored-definition.ts'
import { openPluginTenant, type PluginTenant } from '../../support/open-plugin-tenant.ts'
import { FLEET } from './renamed-fleet.ts'

let fleet: PluginTenant
beforeAll(async () => {
  fleet = await openPluginTenant('pglite')
  await fleet.install(FLEET)
})
afterAll(() => fleet.close())

const model = () => fleet.tenon.services.model
const views = () => fleet.tenon.services.views

async function edit(extra: JsonObject | null): Promise<void> {
  const { edits, revision } = await model().draft(fleet.ctx)
  const car = { ...edits.entities?.['car'], properties: { extra } }
  const draft = await model().saveDraft(fleet.ctx, { edits: { ...edits, entities: { car } }, revision })
  await model().publish(fleet.ctx, { revision: draft.revision, consent: true })
}

async function rename(entity: string, field: string, name: string): Promise<void> {
  await model().renamePart(fleet.ctx, { place: { part: 'field', entity, field }, name })
  await model().publish(fleet.ctx, { revision: (await model().draft(fleet.ctx)).revision })
}

const list = async (entity: string, { id }: { id: string }) =>
  (await views().list(fleet.ctx, { entity })).find((view) => view.id === id)

test('a saved view follows new names wherever it has them, and says which field is gone', async () => {
  await edit({ fieldType: 'integer', label: { en: 'Extra' } })
  const where: RecordFilter = {
    and: [
      { field: 'extra', op: 'gt', value: 1 },
      { field: 'maker.country', op: 'contains', value: 'o' },
    ],
  }
  const sort = [{ field: 'extra' }, { field: 'maker.country' }]
  const shown = { entity: 'car', where, sort, columns: ['extra', 'name'] }
  const made = await views().create(fleet.ctx, { ...shown, name: 'Extra', sharedWith: 'everyone' })
  const ofMakers: RecordFilter = { children: 'cars', any: { field: 'extra', op: 'eq', value: 1 } }
  const makers = { entity: 'maker', name: 'With extra', where: ofMakers, sharedWith: 'everyone' as const }
  const parents = await views().create(fleet.ctx, makers)
  expect(made).toMatchObject(shown)
  await rename('car', 'extra', 'bonus')
  await rename('maker', 'country', 'land')
  const renamed = {
    where: { and: [{ field: 'bonus' }, { field: 'maker.land' }] },
    ...{ sort: [{ field: 'bonus' }, { field: 'maker.land' }], columns: ['bonus', 'name'] },
    omitted: { hidden: 0, gone: [] },
  }
  expect(await list('car', made)).toMatchObject(renamed)
  expect(await list('maker', parents)).toMatchObject({ where: { children: 'cars', any: { field: 'bonus' } } })
  // Somebody whose page is older saves by the old names.
  const saved = await views().update(fleet.ctx, { id: made.id, version: 1, where, columns: shown.columns })
  expect(saved).toMatchObject(renamed)
  await edit(null)
  expect(await list('car', made)).toMatchObject({
    where: { and: [{ field: 'maker.land' }] },
    ...{ sort: [{ field: 'maker.land' }], columns: ['name'], omitted: { hidden: 0, gone: ['extra'] } },
  })
  expect(await list('maker', parents)).toMatchObject({ where: null, omitted: { hidden: 0, gone: ['car_maker'] } })
})

test('a field that another version of a plugin gives another key is known again by its id', () => {
  const entity = (properties: JsonObject) => ({
    ...{ type: 'object', name: 'thing', source: 'p', fieldSources: {}, titleField: 'name' },
    ...{ label: { en: 'Thing' }, pluralLabel: { en: 'Things' }, properties },
  })
  const field = (id: string, fieldType = 'text') => ({ fieldType, id, label: { en: id } })
  const modelWith = (properties: JsonObject) =>
    compileModel({ entities: { thing: entity(properties) }, pipelines: {} } as unknown as ModelDocument, 1)
  const before = modelWith({ name: field('f1'), cost: field('f2', 'integer') })
  const after = modelWith({ name: field('f1'), price: field('f2', 'integer'), cost: field('f3') })
  const where: RecordFilter = { not: { field: 'cost', op: 'gt', value: 1 } }
  const definition = { where, sort: [{ field: 'cost' }], columns: ['cost', 'name', 'createdAt'] }
  const stored = storedDefinition(before, { entity: 'thing', definition })
  expect(currentDefinition(before, { entity: 'thing', stored })).toEqual(definition)
  expect(currentDefinition(after, { entity: 'thing', stored })).toEqual({
    where: { not: { field: 'price', op: 'gt', value: 1 } },
    ...{ sort: [{ field: 'price' }], columns: ['price', 'name', 'createdAt'] },
  })
})
