import { randomUUID } from 'node:crypto'
import type { ModelDraft } from '@tenon/sdk/contract/api-contract'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import fc from 'fast-check'
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

  test('a new step gives up what was undone, a publish what was done; a discarded draft comes back', async () => {
    const draft = await openDraft()
    await draft.edit('ann', CAR, 'One')
    await draft.undo('ann')
    expect((await draft.edit('ann', CAR, 'Two')).redo).toBeNull()
    await draft.discard('ann')
    const back = await draft.undo('ann')
    expect(back.document.entities['car']?.label.en).toBe('Two')
    await draft.publish(draft.as('ann'), { revision: back.revision })
    expect((await draft.read(draft.as('ann'))).undo).toBeNull()
    expect((await draft.checkpoints.history(draft.as('ann'))).steps).toEqual([])
  })

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

  test('in random walks undoing all of one’s steps leaves just what the other did, and redoing brings them back', async () => {
    const draft = await openDraft()
    const move = fc.record({
      who: fc.constantFrom('ann', 'ben'),
      value: fc.integer({ min: 0, max: 5 }),
      back: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 2, maxLength: 7 }), async (moves) => {
        await draft.discard('nobody')
        await draft.database.tenant(draft.schema).updateTable('_draft_revision').set({ kind: 'begin' }).execute()
        for (const { who, value, back } of moves) {
          const path = who === 'ann' ? CAR : BIKE
          if (back) await draft.undo(who).catch(() => undefined)
          else await draft.edit(who, path, `${who} ${value}`)
        }
        const before = await draft.read(draft.as('ann'))
        let count = 0
        while ((await draft.read(draft.as('ann'))).undo !== null) {
          await draft.undo('ann')
          count += 1
        }
        const none = await draft.read(draft.as('ann'))
        expect(none.document.entities['car']).toEqual(mergeModel(structuredClone(PACKAGES), {}).entities['car'])
        expect(none.document.entities['bike']).toEqual(before.document.entities['bike'])
        for (let n = 0; n < count; n++) await draft.redo('ann')
        expect((await draft.read(draft.as('ann'))).edits).toEqual(before.edits)
      }),
      { numRuns: 60 },
    )
  })
})
