import type { TenonClient } from '@tenon/sdk/client'
import type { ModelDraft, SaveDraftInput } from '@tenon/sdk/contract/api-contract'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { expect, test } from 'vitest'
import { DraftStore } from '../../../schema-studio/src/draft/draft-store.ts'

const step = (label: string): TenantEdits => ({ entities: { contact: { label: { en: label } } } })

/** The server's side of the draft: counts saves, refuses older ones, knows what can be undone. */
function draftServer() {
  let draft: ModelDraft = {
    edits: {},
    baseVersion: 1,
    revision: 0,
    document: { entities: {}, pipelines: {} },
    conflicts: [],
    undo: null,
    redo: null,
  }
  let [past, future]: TenantEdits[][] = [[], []]
  const become = (edits: TenantEdits): ModelDraft => {
    const move = (list: TenantEdits[] = []) => (list.length === 0 ? null : { revision: 1, words: [] })
    draft = { ...draft, edits, revision: draft.revision + 1, undo: move(past), redo: move(future) }
    return draft
  }
  const save = ({ edits, revision }: SaveDraftInput): ModelDraft => {
    if (revision !== draft.revision) throw new TenonError({ code: 'VERSION_CONFLICT', message: 'Saved meanwhile.' })
    ;[past, future] = [[...(past ?? []), draft.edits], []]
    return become(edits)
  }
  const sent: SaveDraftInput[] = []
  const saveDraft = async (input: SaveDraftInput): Promise<ModelDraft> => {
    sent.push(input)
    return save(input)
  }
  const undoEdit = async (): Promise<ModelDraft> => {
    const edits = past?.pop() ?? {}
    future = [...(future ?? []), draft.edits]
    return become(edits)
  }
  const redoEdit = async (): Promise<ModelDraft> => {
    past = [...(past ?? []), draft.edits]
    return become(future?.pop() ?? {})
  }
  const model = {
    draft: async () => draft,
    saveDraft,
    undoEdit,
    redoEdit,
  }
  return { client: () => ({ model }) as unknown as TenonClient, save, sent, current: () => draft }
}

test('every step is saved at once and is undone and redone by the server, after a reload too', async () => {
  const server = draftServer()
  const store = new DraftStore(server.client)
  await store.load()
  await store.apply(() => step('One'))
  await store.apply(() => step('Two'))
  await store.undo()
  expect(server.current()).toMatchObject({ edits: step('One'), revision: 3 })
  const reloaded = new DraftStore(server.client)
  await reloaded.load()
  expect([reloaded.canUndo, reloaded.canRedo]).toEqual([true, true])
  await reloaded.redo()
  expect(server.current().edits).toEqual(step('Two'))
  expect(reloaded.canRedo).toBe(false)
})

test('a step that the server refuses is not made', async () => {
  const server = draftServer()
  const store = new DraftStore(server.client)
  await store.load()
  await store.apply(() => step('One'))
  const client = server.client()
  const refusing = new TenonError({ code: 'SCHEMA_INVALID', message: 'Unknown type.' })
  Object.assign(client.model, { saveDraft: () => Promise.reject(refusing) })
  await expect(store.apply(() => step('Wrong'))).rejects.toBe(refusing)
  expect(store.draft?.edits).toEqual(step('One'))
  expect(store.saving).toBe(false)
})

test('a step that the server cannot merge any more is kept, and merged on demand with what it was begun with', async () => {
  const server = draftServer()
  const store = new DraftStore(server.client)
  await store.load()
  server.save({ edits: step('Theirs'), revision: 0 })
  await store.apply(() => step('Mine'))
  expect(store.hasConflict).toBe(true)
  expect(server.current().edits).toEqual(step('Theirs'))
  await store.keepMine()
  expect(store.hasConflict).toBe(false)
  expect(server.sent.at(-1)).toEqual({ edits: step('Mine'), base: {}, revision: 1, baseVersion: 1 })
})

test('what others have changed is taken over from the server’s answer', async () => {
  const server = draftServer()
  const store = new DraftStore(server.client)
  await store.load()
  await store.apply(() => step('One'))
  const client = server.client()
  const merged = { ...server.current(), edits: { ...step('Mine'), pipelines: {} }, revision: 7 }
  const sent: SaveDraftInput[] = []
  Object.assign(client.model, {
    saveDraft: async (input: SaveDraftInput) => {
      sent.push(input)
      return merged
    },
  })
  const merging = new DraftStore(() => client)
  await merging.load()
  await merging.apply(() => step('Mine'))
  expect(sent).toEqual([{ edits: step('Mine'), revision: 1, baseVersion: 1 }])
  expect([merging.draft, merging.hasMerged]).toEqual([merged, true])
  await merging.choose({ '/entities/contact/label/en': 'theirs' })
  expect(sent[1]).toMatchObject({ revision: 7, choices: { '/entities/contact/label/en': 'theirs' } })
})
