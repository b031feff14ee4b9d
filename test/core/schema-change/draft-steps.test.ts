import { randomUUID } from 'node:crypto'
import type { ModelDraft } from '@tenon/sdk/contract/api-contract'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import type { Database } from '../../../core/src/db/database.ts'
import { withPartAt } from '../../../core/src/model/edits/part-at.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { makeDiscardDraft } from '../../../core/src/schema-change/discard-draft.ts'
import { makeDraftCheckpoints } from '../../../core/src/schema-change/draft-checkpoints.ts'
import { makePublishDraft } from '../../../core/src/schema-change/publish-draft.ts'
import { makeReadDraft } from '../../../core/src/schema-change/read-draft.ts'
import { makeSaveDraft } from '../../../core/src/schema-change/save-draft.ts'
import { makeUndoEdit } from '../../../core/src/schema-change/undo-edit.ts'
import { openTestDatabase } from '../../support/open-test-database.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import { openPublishingTenant } from './publishing-tenant.ts'
import { startPublishing } from './start-publishing.ts'

const PACKAGES = [
  pluginPackage('demo', {
    entities: [entity('car', { vin: field('text') }), entity('bike', { gears: field('integer') })],
  }),
]
const installed = PACKAGES.map((plugin) => ({
  id: plugin.manifest.id,
  version: plugin.manifest.version,
  package: JSON.stringify(plugin),
  grants: [],
}))
const CAR = '/entities/car/label/en'
const BIKE = '/entities/bike/label/en'

describe('steps of a draft', () => {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase('pglite')
  })
  afterAll(() => database.close())

  async function openDraft() {
    const tenant = await openPublishingTenant(database)
    const document = mergeModel(structuredClone(PACKAGES), {})
    await tenant.publishModel(tenant.ctx, { document, edits: {}, baseVersion: 0 })
    await tenant.database.tenant(tenant.schema).insertInto('_plugin').values(installed).execute()
    const tools = { database, packages: async () => PACKAGES, mergeModel, requireAdmin: () => undefined }
    const [save, read] = [makeSaveDraft(tools), makeReadDraft(tools)]
    const ids = new Map<string, string>()
    const as = (name: string): RequestContext => {
      const id = ids.get(name) ?? randomUUID()
      ids.set(name, id)
      return { ...tenant.ctx, actor: { kind: 'user', id, name, roles: ['admin'] } }
    }
    async function edit(who: string, path: string, value: unknown): Promise<ModelDraft> {
      const { edits, revision, baseVersion } = await read(as(who))
      const next = withPartAt(edits, { path, kind: 'changed' }, value as never) as TenantEdits
      return save(as(who), { edits: next, revision, baseVersion })
    }
    return {
      ...tenant,
      as,
      edit,
      read,
      undo: (who: string) => makeUndoEdit(tools, 'undo')(as(who)),
      redo: (who: string) => makeUndoEdit(tools, 'redo')(as(who)),
      discard: (who: string) => makeDiscardDraft(tools)(as(who)),
      publish: makePublishDraft({ ...tools, startPublish: startPublishing({ database }) }),
      checkpoints: makeDraftCheckpoints(tools),
    }
  }

  test('are undone and redone one by one, across entities, by whoever reads the draft anew', async () => {
    const draft = await openDraft()
    await draft.edit('ann', CAR, 'Auto')
    await draft.edit('ann', BIKE, 'Velo')
    const { revision } = await draft.edit(
      'ann',
      '/entities/car/properties/colour',
      field('text', { label: { en: 'Colour' } }),
    )
    expect((await draft.read(draft.as('ann'))).undo).toEqual({
      revision,
      words: [{ en: 'Add field ‘Colour’ to Auto', 'zh-CN': '为“实体car”添加字段“Colour”' }],
    })
    expect((await draft.undo('ann')).document.entities['car']?.properties).not.toHaveProperty('colour')
    expect((await draft.undo('ann')).edits).toEqual({ entities: { car: { label: { en: 'Auto' } } } })
    const empty = await draft.undo('ann')
    expect([empty.undo, empty.document.entities['car']?.label]).toEqual([null, entity('car', {}).label])
    await expect(draft.undo('ann')).rejects.toMatchObject({ code: 'CONFLICT' })
    for (let n = 0; n < 3; n++) await draft.redo('ann')
    const all = await draft.read(draft.as('ann'))
    expect([all.redo, all.document.entities['bike']?.label.en]).toEqual([null, 'Velo'])
    expect(all.document.entities['car']?.properties).toHaveProperty('colour')
    const { steps } = await draft.checkpoints.history(draft.as('ann'))
    expect(steps.map(({ words, undone, isMine }) => [words[0]?.en, undone, isMine])).toEqual([
      ['Add field ‘Colour’ to Auto', false, true],
      ['Change labels or layout of Velo', false, true],
      ['Change labels or layout of Auto', false, true],
    ])
  })

  test('undo takes back one’s own step alone: another admin’s value stays, of the same part too', async () => {
    const draft = await openDraft()
    await draft.edit('ann', CAR, 'Ann')
    await draft.edit('ben', BIKE, 'Ben')
    const undone = await draft.undo('ann')
    expect([undone.edits, undone.conflicts]).toEqual([{ entities: { bike: { label: { en: 'Ben' } } } }, []])
    await draft.edit('ben', CAR, 'Ben too')
    const redone = await draft.redo('ann')
    expect(redone.conflicts).toMatchObject([{ path: CAR, mine: 'Ann', theirs: 'Ben too' }])
    const again = await draft.undo('ann')
    expect(again.document.entities['car']?.label.en).toBe('Ben too')
    expect((await draft.read(draft.as('ben'))).undo).not.toBeNull()
  })

  test('a new step gives up what was undone; a discarded draft comes back', async () => {
    const draft = await openDraft()
    await draft.edit('ann', CAR, 'One')
    await draft.undo('ann')
    expect((await draft.edit('ann', CAR, 'Two')).redo).toBeNull()
    await draft.discard('ann')
    const back = await draft.undo('ann')
    expect(back.document.entities['car']?.label.en).toBe('Two')
    expect(back.redo).toMatchObject({ words: [] })
    await draft.edit('ann', BIKE, 'Velo')
    const { undo, redo } = await draft.undo('ann')
    expect([undo?.words[0]?.en, redo?.words[0]?.en]).toEqual([
      'Change labels or layout of Two',
      'Change labels or layout of Velo',
    ])
  })

  test('what is published is undone in the draft, step by step, and published again; the list tells of it', async () => {
    const draft = await openDraft()
    const ann = draft.as('ann')
    await draft.edit('ann', CAR, 'One')
    const { revision } = await draft.edit('ann', BIKE, 'Velo')
    await draft.publish(ann, { revision, note: 'Spring' })
    const undone = await draft.undo('ann')
    expect(undone.edits).toEqual({ entities: { car: { label: { en: 'One' } } } })
    const inForce = await draft.read(ann)
    expect(inForce.baseVersion).toBe(2)
    await draft.edit('ann', CAR, 'Two')
    await draft.publish(ann, { revision: (await draft.read(ann)).revision })
    await draft.undo('ann')
    const first = await draft.undo('ann')
    expect([first.edits, first.undo, first.baseVersion]).toEqual([{}, null, 3])
    await draft.publish(ann, { revision: first.revision })
    // What is in force is what was undone to, and redoing goes over its publish as well.
    expect((await draft.redo('ann')).edits).toEqual({ entities: { car: { label: { en: 'One' } } } })
    const { steps, publishes } = await draft.checkpoints.history(ann)
    expect(steps.map(({ words, undone: gone }) => [words[0]?.en, gone])).toEqual([
      ['Change labels or layout of Two', true],
      ['Change labels or layout of Velo', true],
      ['Change labels or layout of One', false],
    ])
    const [two, velo] = steps.map((step) => step.revision)
    expect(publishes.map(({ version, note, after }) => [version, note, after])).toEqual([
      [4, '', two],
      [3, '', two],
      [2, 'Spring', velo],
    ])
  })

  test('a version that came by another way is kept when what was published before it is undone', async () => {
    const draft = await openDraft()
    const { revision } = await draft.edit('ann', CAR, 'One')
    await draft.publish(draft.as('ann'), { revision })
    const edits = { entities: { car: { label: { en: 'One' } }, bike: { label: { en: 'By files' } } } }
    const document = mergeModel(structuredClone(PACKAGES), edits)
    await draft.publishModel(draft.ctx, { document, edits, baseVersion: 2 })
    const undone = await draft.undo('ann')
    expect(undone.edits).toEqual({ entities: { bike: { label: { en: 'By files' } } } })
    expect((await draft.redo('ann')).edits).toEqual(edits)
  })

  test('the list comes in pages, with what was published between the steps of each', async () => {
    const draft = await openDraft()
    const ann = draft.as('ann')
    for (let n = 1; n <= 5; n++) {
      const { revision } = await draft.edit('ann', CAR, `Step ${n}`)
      if (n % 2 === 0) await draft.publish(ann, { revision })
    }
    const pages = []
    for (let before: number | null | undefined; before !== null; ) {
      const { steps, publishes, next } = await draft.checkpoints.history(ann, {
        limit: 2,
        ...(before !== undefined && { before }),
      })
      const named = (revision: number) => steps.find((step) => step.revision === revision)?.words[0]?.en.slice(-6)
      pages.push([steps.map((step) => named(step.revision)), publishes.map((one) => [one.version, named(one.after)])])
      before = next
    }
    expect(pages).toEqual([
      [['Step 5', 'Step 4'], [[3, 'Step 4']]],
      [['Step 3', 'Step 2'], [[2, 'Step 2']]],
      [['Step 1'], []],
    ])
  })

  test('many steps are undone one by one to the first, in the order of fields too, and kept by what differs', async () => {
    const draft = await openDraft()
    const count = 80
    const fields = Array.from({ length: 40 }, (_, n) => [`field${n}`, field('text')])
    const path = '/entities/car/properties'
    const states = [(await draft.edit('ann', path, Object.fromEntries(fields))).edits]
    for (let n = 0; n < count; n++) {
      const at = `${path}/field${(n * 7) % 40}`
      const value = n % 3 === 0 ? undefined : field('text', { label: { en: `Label ${n}` } })
      states.push((await draft.edit('ann', at, value)).edits)
    }
    const { rows } = await sql<{ whole: number; bytes: number }>`select count(edits)::int as whole,
      avg(octet_length(delta::text))::int as bytes from ${sql.id(draft.schema, '_draft_revision')}`.execute(
      draft.database.control,
    )
    expect(rows[0]?.whole).toBeLessThan(5)
    expect(rows[0]?.bytes).toBeLessThan(600)
    for (const state of states.slice(0, -1).reverse()) {
      expect(JSON.stringify((await draft.undo('ann')).edits)).toBe(JSON.stringify(state))
    }
    for (const state of states.slice(1)) {
      expect(JSON.stringify((await draft.redo('ann')).edits)).toBe(JSON.stringify(state))
    }
  }, 120_000)

  test('a step on a version that another one took the place of is undone without undoing that version', async () => {
    const draft = await openDraft()
    await draft.edit('ann', CAR, 'One')
    const edits = { entities: { bike: { label: { en: 'Published' } } } }
    const document = mergeModel(structuredClone(PACKAGES), edits)
    await draft.publishModel(draft.ctx, { document, edits, baseVersion: 1 })
    await draft.edit('ann', CAR, 'Two')
    await draft.undo('ann')
    const { document: left } = await draft.undo('ann')
    expect([left.entities['car']?.label.en, left.entities['bike']?.label.en]).toEqual(['car', 'Published'])
  })

  test('a state with a name is gone back to as one more step, on another version too', async () => {
    const draft = await openDraft()
    const ann = draft.as('ann')
    await draft.edit('ann', CAR, 'Good')
    const { checkpoints } = await draft.checkpoints.save(ann, { name: ' Before the fair ' })
    expect(checkpoints.map(({ name }) => name)).toEqual(['Before the fair'])
    await expect(draft.checkpoints.save(ann, { name: 'Before the fair' })).rejects.toMatchObject({ code: 'CONFLICT' })
    const { revision } = await draft.edit('ann', CAR, 'Bad')
    await draft.publish(ann, { revision })
    const id = checkpoints[0]?.id ?? ''
    const restored = await draft.checkpoints.restore(ann, { id })
    expect(restored.document.entities['car']?.label.en).toBe('Good')
    expect((await draft.undo('ann')).document.entities['car']?.label.en).toBe('Bad')
    expect((await draft.checkpoints.remove(ann, { id })).checkpoints).toEqual([])
    await expect(draft.checkpoints.restore(ann, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('in random walks over publishes, undoing all of one’s steps leaves just what the other did; redoing brings them back', async () => {
    const move = fc.record({
      who: fc.constantFrom('ann', 'ben'),
      value: fc.integer({ min: 0, max: 5 }),
      does: fc.constantFrom('edit', 'edit', 'back', 'publish'),
    })
    const none = mergeModel(structuredClone(PACKAGES), {})
    const draft = await openDraft()
    let walk = 0
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 2, maxLength: 9 }), async (moves) => {
        // From the beginning again, by people who have done nothing yet.
        await draft.edit('nobody', '/entities', undefined)
        await publishAll(draft, 'nobody')
        walk += 1
        const [ann, ben] = [`ann ${walk}`, `ben ${walk}`]
        for (const { who, value, does } of moves) {
          const [name, path] = who === 'ann' ? [ann, CAR] : [ben, BIKE]
          if (does === 'back') await draft.undo(name).catch(() => undefined)
          else if (does === 'edit') await draft.edit(name, path, `${who} ${value}`)
          else await publishAll(draft, name)
        }
        const before = await draft.read(draft.as(ann))
        let count = 0
        while ((await draft.read(draft.as(ann))).undo !== null) {
          await draft.undo(ann)
          count += 1
          if (count % 3 === 0) await publishAll(draft, ann)
        }
        const undone = await draft.read(draft.as(ann))
        expect(undone.document.entities['car']).toEqual(none.entities['car'])
        expect(undone.document.entities['bike']).toEqual(before.document.entities['bike'])
        for (let n = 0; n < count; n++) await draft.redo(ann)
        const redone = await draft.read(draft.as(ann))
        expect([redone.edits, redone.conflicts]).toEqual([before.edits, []])
      }),
      { numRuns: 60 },
    )
  }, 120_000)

  async function publishAll(draft: Awaited<ReturnType<typeof openDraft>>, who: string): Promise<void> {
    const { revision } = await draft.read(draft.as(who))
    await draft.publish(draft.as(who), { revision }).catch((error: unknown) => {
      // There was nothing to publish.
      expect(error).toMatchObject({ code: 'CONFLICT' })
    })
  }
})
