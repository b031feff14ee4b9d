import { makeNoteStageEntries, type NoteStageEntries } from './note-stage-entries.ts'
import { makeSettleCreations, type SettleCreations } from './settle-creations.ts'

/** What entering stages creates: written down as events are delivered, and created from there. */
export interface StageEntries {
  note: NoteStageEntries
  settle: SettleCreations
}

export function makeStageEntries(dependencies: Parameters<typeof makeSettleCreations>[0]): StageEntries {
  return { note: makeNoteStageEntries(dependencies), settle: makeSettleCreations(dependencies) }
}
