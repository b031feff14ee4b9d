import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPluginTenant, type PluginTenant } from '../../support/open-plugin-tenant.ts'
import { entity, field } from '../model/sample-model.ts'

const manifest = (version: string) => ({
  id: 'cars',
  version,
  label: { en: 'Cars', 'zh-CN': '汽车' },
  host: '^0.1.0',
})
const label = (en: string) => ({ label: { en, 'zh-CN': en } })
const car = (colour: string, more: object = {}) =>
  entity('car', { colour: field('text', label(colour)), price: field('decimal', label('Price')), ...more })
const plugin = (version: string, colour: string) => ({
  'plugin.json': manifest(version),
  'entities/car.schema.json': car(colour),
})
const inCar = (properties: Record<string, unknown>): TenantEdits =>
  ({ entities: { car: { properties } } }) as unknown as TenantEdits

describe('drafts and versions that do not simply go together', () => {
  let opened: PluginTenant
  beforeAll(async () => {
    opened = await openPluginTenant('pglite')
    await opened.install(plugin('1.0.0', 'Colour'))
  })
  afterAll(() => opened.close())
  const model = () => opened.tenon.services.model

  test('what makes no sound model with another’s save waits beside the draft with its reason; nothing of both is lost', async () => {
    const { ctx } = opened
    const begun = await model().draft(ctx)
    const { revision } = begun
    await model().saveDraft(ctx, { edits: inCar({ price: null }), revision })
    const gross = field('formula', { ...label('Gross'), formula: 'price * 2' })
    const seats = field('integer', label('Seats'))
    const saved = await model().saveDraft(ctx, { edits: inCar({ gross, seats }), revision })
    expect(saved.document.entities['car']?.properties).toHaveProperty('seats')
    expect(saved.document.entities['car']?.properties).not.toHaveProperty('price')
    expect(saved.conflicts).toMatchObject([
      { path: '/entities/car/properties/gross', kind: 'clash', from: 'admin', mine: { formula: 'price * 2' } },
    ])
    expect(saved.conflicts[0]?.reason).toContain('price')
    const choices = { '/entities/car/properties/gross': 'mine' as const }
    // It stays while others save, is refused as long as it does not fit, and goes in once the rest does.
    const other = await model().saveDraft(ctx, {
      edits: { ...saved.edits, entities: { car: { ...saved.edits.entities?.['car'], label: { en: 'Vehicle' } } } },
      revision: saved.revision,
    })
    expect(other.conflicts).toHaveLength(1)
    await expect(
      model().saveDraft(ctx, { edits: other.edits, revision: other.revision, choices }),
    ).rejects.toMatchObject({ code: 'SCHEMA_INVALID' })
    await expect(model().publish(ctx, { revision: other.revision })).rejects.toMatchObject({ code: 'CONFLICT' })
    const fixed = await model().saveDraft(ctx, { edits: inCar({ seats }), revision: other.revision, choices })
    expect([fixed.conflicts, Object.keys(fixed.document.entities['car']?.properties ?? {})]).toEqual([
      [],
      expect.arrayContaining(['price', 'gross', 'seats']),
    ])
    await model().discardDraft(ctx)
  })

  test('edits begun on a revision that a restored database does not know are merged by what they were begun with', async () => {
    const { ctx } = opened
    const begun = await model().draft(ctx)
    await model().saveDraft(ctx, { edits: inCar({ colour: { maxLength: 9 } }), revision: begun.revision })
    const edits = inCar({ colour: { maxLength: 7 }, price: { scale: 4 } })
    const mine = { edits, revision: begun.revision + 100 }
    await expect(model().saveDraft(ctx, mine)).rejects.toMatchObject({ code: 'VERSION_CONFLICT' })
    const saved = await model().saveDraft(ctx, { ...mine, base: begun.edits })
    expect(saved.edits).toEqual(inCar({ colour: { maxLength: 7 }, price: { scale: 4 } }))
    expect(saved.conflicts).toMatchObject([{ path: '/entities/car/properties/colour/maxLength', mine: 7, theirs: 9 }])
    await model().discardDraft(ctx)
  })

  test('an old version’s edits are carried over a plugin’s upgrade; what it changed too is chosen in the draft', async () => {
    const { ctx } = opened
    const publish = async (edits: TenantEdits) => {
      const { revision } = await model().draft(ctx)
      const saved = await model().saveDraft(ctx, { edits, revision })
      return (await model().publish(ctx, { revision: saved.revision })).version ?? 0
    }
    const mine = { colour: { label: { en: 'My colour' } }, price: { label: { en: 'My price' } } }
    const first = await publish(inCar(mine))
    const second = await publish(inCar({ price: mine.price }))
    await opened.install(plugin('1.1.0', 'Paint'))
    const planned = await model().planRestore(ctx, { version: first })
    expect(planned.steps).toHaveLength(1)
    await expect(model().restore(ctx, { version: first })).rejects.toMatchObject({
      code: 'CONSENT_REQUIRED',
      problems: [{ rule: 'editConflict', pointer: '/entities/car/properties/colour/label/en' }],
    })
    await expect(model().undo(ctx)).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' })
    const draft = await model().restoreToDraft(ctx, { version: first })
    expect(draft.conflicts).toMatchObject([{ from: 'plugin', base: 'Colour', mine: 'My colour', theirs: 'Paint' }])
    expect(draft.undo?.words).toEqual([{ en: `Back to version ${first}`, 'zh-CN': `恢复到第 ${first} 版` }])
    await expect(model().publish(ctx, { revision: draft.revision })).rejects.toMatchObject({ code: 'CONFLICT' })
    const choices = { '/entities/car/properties/colour/label/en': 'theirs' as const }
    const chosen = await model().saveDraft(ctx, { edits: draft.edits, revision: draft.revision, choices })
    expect(chosen.document.entities['car']?.properties['colour']?.label.en).toBe('Paint')
    expect(chosen.document.entities['car']?.properties['price']?.label.en).toBe('My price')
    await model().discardDraft(ctx)
    // A version without a conflict comes back by itself.
    await publish({})
    const { version } = await model().restore(ctx, { version: second })
    expect(version).not.toBeNull()
    const { entities } = await model().view(ctx)
    expect(entities['car']?.properties['price']?.label.en).toBe('My price')
    expect(entities['car']?.properties['colour']?.label.en).toBe('Paint')
  })

  test('a step from before a plugin’s other version is undone on top of that; where it fits no more, with the reason', async () => {
    const { ctx, tenon } = opened
    await model().discardDraft(ctx)
    const { revision } = await model().draft(ctx)
    const priced = { price: { label: { en: 'My best price' } } }
    const first = await model().saveDraft(ctx, { edits: inCar(priced), revision })
    await opened.install({
      'plugin.json': manifest('1.2.0'),
      'entities/car.schema.json': car('Lacquer', { doors: field('integer', label('Doors')) }),
    })
    const undone = await model().undoEdit(ctx)
    expect([undone.edits, undone.conflicts]).toEqual([(await tenon.modelEdits.read(ctx)).edits, []])
    expect(undone.document.entities['car']?.properties).toHaveProperty('doors')
    const redone = await model().redoEdit(ctx)
    expect(redone.document.entities['car']?.properties['price']?.label.en).toBe('My best price')
    expect(redone.undo?.revision).toBe(first.revision)
    // Nothing is left of what the step was about.
    const plain = await model().saveDraft(ctx, { edits: inCar({}), revision: redone.revision })
    expect(plain.document.entities['car']?.properties['price']?.label.en).toBe('Price')
    await tenon.removePlugin(ctx, 'cars', { consent: true, data: 'archive' })
    await expect(model().undoEdit(ctx)).rejects.toMatchObject({ code: 'SCHEMA_INVALID' })
    await opened.install(plugin('1.1.0', 'Paint'))
    const back = await model().undoEdit(ctx)
    expect(back.document.entities['car']?.properties['price']?.label.en).toBe('My best price')
  })
})
