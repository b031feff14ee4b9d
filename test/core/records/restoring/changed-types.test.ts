import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actorReference } from '../../../../core/src/context/request-context.ts'
import { entityFile, manifest, openPluginTenant, type PluginTenant } from '../../../support/open-plugin-tenant.ts'
import { DATABASE_KINDS } from '../../../support/open-test-database.ts'

const plugin = (version: string, fields: Record<string, object>) => ({
  'plugin.json': manifest('boxes', { version }),
  'entities/box.schema.json': entityFile('box', fields),
})
const SIZE = { fieldType: 'integer' }
const TEXT = { fieldType: 'text' }

describe.each(DATABASE_KINDS)('the past of records whose fields have become others, on %s', (kind) => {
  let plugins: PluginTenant
  beforeAll(async () => {
    plugins = await openPluginTenant(kind)
  })
  afterAll(() => plugins?.close())

  const audit = () => plugins.tenon.services.audit
  const change = async (id: string, values: Record<string, string | number | null>) => {
    const { version } = await plugins.get('box', { id })
    return plugins.tenon.services.records.update(plugins.ctx, { entity: 'box', id, version, values })
  }
  const creation = async (id: string) =>
    (await audit().timeline(plugins.ctx, { entity: 'box', id })).entries.at(-1)?.id ?? ''

  test('a number of before comes back as the text that stands for it, and a text as the number; what stands for none stays, and the rest comes back', async () => {
    await plugins.install(plugin('1.0.0', { size: SIZE, note: TEXT }))
    const from = new Date(Date.now() - 1_000).toISOString()
    const { id } = await plugins.create('box', { name: 'Box', size: 5, note: 'first' })
    await change(id, { size: 7, note: 'second' })
    await plugins.install(plugin('1.1.0', { size: TEXT, note: TEXT }))
    expect(await plugins.get('box', { id })).toMatchObject({ size: '7' })
    const target = { entity: 'box', id, entry: await creation(id), side: 'after' as const }
    const plan = await audit().planRestore(plugins.ctx, target)
    expect(plan.changes).toMatchObject({ size: { old: '7', new: '5', newText: '5' }, note: { new: 'first' } })
    expect(plan.unfit).toBeUndefined()
    await audit().restoreState(plugins.ctx, { ...target, version: plan.version })
    expect(await plugins.get('box', { id })).toMatchObject({ size: '5', note: 'first' })

    await change(id, { size: 'large', note: 'third' })
    const large = (await audit().timeline(plugins.ctx, { entity: 'box', id })).entries[0]?.id ?? ''
    await change(id, { size: '9', note: 'fourth' })
    await plugins.install(plugin('1.2.0', { size: SIZE, note: TEXT }))
    const back = { entity: 'box', id, entry: large, side: 'before' as const }
    expect((await audit().planRestore(plugins.ctx, back)).changes).toMatchObject({ size: { old: 9, new: 5 } })
    const whole = { ...back, side: 'after' as const }
    const offered = await audit().planRestore(plugins.ctx, whole)
    expect(Object.keys(offered.changes)).toEqual(['note'])
    expect(offered.unfit).toMatchObject({ size: { old: 9, new: 'large', newText: 'large' } })
    await audit().restoreState(plugins.ctx, { ...whole, version: offered.version })
    expect(await plugins.get('box', { id })).toMatchObject({ size: 9, note: 'third' })
    const { version } = await plugins.get('box', { id })
    await expect(audit().restoreState(plugins.ctx, { ...whole, fields: ['size'], version })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      problems: [{ pointer: '/size' }],
    })
    // What somebody changed is taken back likewise, as far as it fits.
    const span = { actor: actorReference(plugins.ctx.actor), from, to: new Date(Date.now() + 1_000).toISOString() }
    expect(await audit().undoChanges(plugins.ctx, span)).toMatchObject({ done: 1, left: [] })
  })

  test('taking back says which values do not fit, and takes back the others', async () => {
    await plugins.install(plugin('2.0.0', { size: TEXT, note: TEXT }))
    const { id } = await plugins.create('box', { name: 'Crate', size: 'huge', note: 'first' })
    const { id: run } = await plugins.tenon.services.bulk.start(plugins.ctx, {
      ...{ entity: 'box', target: { ids: [id] }, operation: { kind: 'update', values: { size: '3', note: 'all' } } },
    })
    await expect.poll(async () => (await plugins.tenon.services.bulk.get(plugins.ctx, { id: run })).status).toBe('done')
    await plugins.install(plugin('2.1.0', { size: SIZE, note: TEXT }))
    const undo = await plugins.tenon.services.bulk.undo(plugins.ctx, { id: run })
    await expect
      .poll(async () => (await plugins.tenon.services.bulk.get(plugins.ctx, { id: undo.id })).status)
      .toBe('done')
    expect(await plugins.get('box', { id })).toMatchObject({ size: 3, note: 'first' })
    const { rows } = await plugins.tenon.services.bulk.report(plugins.ctx, { id: undo.id })
    expect(rows).toMatchObject([{ state: 'done', message: expect.stringMatching(/does not fit .* size/) }])
  })

  test('a merge is taken back over it: what nobody has changed since is as it was, in the form of now', async () => {
    await plugins.install(plugin('2.1.0-a', { size: TEXT, note: TEXT }))
    const { records } = plugins.tenon.services
    const merged = async (size: string) => {
      const [into, lost] = [
        await plugins.create('box', { name: 'A', size }),
        await plugins.create('box', { name: 'B' }),
      ]
      const seen = ({ id, version }: { id: string; version: number }) => ({ id, version })
      const values = { size: '7', note: 'merged' }
      return (await records.merge(plugins.ctx, { entity: 'box', into: seen(into), from: [seen(lost)], values })).merge
    }
    const [fits, unfit] = [await merged('5'), await merged('large')]
    await plugins.install(plugin('2.1.0-b', { size: SIZE, note: TEXT }))
    const unmerge = (merge: string) => records.unmerge(plugins.ctx, { entity: 'box', merge })
    expect(await unmerge(fits)).toMatchObject({ record: { size: 5, note: null }, left: [] })
    expect(await unmerge(unfit)).toMatchObject({ record: { size: 7, note: null }, left: [{ entity: 'box' }] })
  })

  test('money of before comes back as the text that stands for it, and a text or number as money in the currency that is told, or the only one', async () => {
    const euro = { fieldType: 'money', currency: 'EUR' }
    const fields = (price: object, fee: object, tax: object) => ({ size: SIZE, note: TEXT, price, fee, tax })
    await plugins.install(plugin('2.1.1', fields(euro, TEXT, SIZE)))
    const money = { amount: '1200.50', currency: 'EUR' }
    const { id } = await plugins.create('box', { name: 'Chest', price: money, fee: '9.90 usd', tax: 7 })
    const first = await creation(id)
    await change(id, { price: null, fee: '40', tax: 8 })
    const second = (await audit().timeline(plugins.ctx, { entity: 'box', id })).entries[0]?.id ?? ''
    await change(id, { fee: 'a few', tax: null })
    const third = (await audit().timeline(plugins.ctx, { entity: 'box', id })).entries[0]?.id ?? ''
    await change(id, { fee: null })
    await plugins.install(plugin('2.1.2', fields(TEXT, euro, euro)))
    const plan = (entry: string) => audit().planRestore(plugins.ctx, { entity: 'box', id, entry, side: 'after' })
    const whole = await plan(first)
    expect(whole.unfit).toBeUndefined()
    await audit().restoreState(plugins.ctx, {
      ...{ entity: 'box', id, entry: first, side: 'after', version: whole.version },
    })
    expect(await plugins.get('box', { id })).toMatchObject({
      ...{ price: '1200.5 EUR', fee: { amount: '9.90', currency: 'USD' }, tax: { amount: '7.00', currency: 'EUR' } },
    })
    expect((await plan(second)).changes).toMatchObject({ fee: { new: { amount: '40.00', currency: 'EUR' } } })
    expect((await plan(third)).unfit).toMatchObject({ fee: { new: 'a few' } })
    // A number does not say of which currency it is.
    await plugins.install(plugin('2.1.3', fields(SIZE, euro, euro)))
    expect((await plan(first)).unfit).toMatchObject({ price: { new: money } })
  })

  test('taking back says that values of a field that is gone stay', async () => {
    await plugins.install(plugin('2.2.0', { size: SIZE, note: TEXT, colour: TEXT }))
    const { id } = await plugins.create('box', { name: 'Bin', note: 'first', colour: 'red' })
    const { bulk } = plugins.tenon.services
    const operation = { kind: 'update', values: { note: 'all', colour: 'blue' } } as const
    const { id: run } = await bulk.start(plugins.ctx, { entity: 'box', target: { ids: [id] }, operation })
    await expect.poll(async () => (await bulk.get(plugins.ctx, { id: run })).status).toBe('done')
    await plugins.install(plugin('2.3.0', { size: SIZE, note: TEXT }))
    const undo = await bulk.undo(plugins.ctx, { id: run })
    await expect.poll(async () => (await bulk.get(plugins.ctx, { id: undo.id })).status).toBe('done')
    expect(await plugins.get('box', { id })).toMatchObject({ note: 'first' })
    const { rows } = await bulk.report(plugins.ctx, { id: undo.id })
    expect(rows).toMatchObject([{ state: 'done', message: 'Values of fields that are gone stay as they are.' }])
  })

  test('a timeline is narrowed to a field that is gone, for admins; a field that never was is refused', async () => {
    await plugins.install(plugin('3.0.0', { size: SIZE, note: TEXT, colour: TEXT }))
    const { id } = await plugins.create('box', { name: 'Tin', colour: 'red' })
    await change(id, { size: 4 })
    await change(id, { colour: 'blue' })
    await plugins.install(plugin('3.1.0', { size: SIZE, note: TEXT }))
    const { entries } = await audit().timeline(plugins.ctx, { entity: 'box', id, field: 'colour' })
    expect(entries.map(({ changes }) => changes['colour']?.newText)).toEqual(['blue', 'red'])
    await expect(audit().timeline(plugins.ctx, { entity: 'box', id, field: 'color' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
    const actor = { kind: 'user', id, name: 'Sam', roles: ['staff'] } as const
    const staff = { ...plugins.ctx, actor }
    await expect(audit().timeline(staff, { entity: 'box', id, field: 'colour' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
  })
})
