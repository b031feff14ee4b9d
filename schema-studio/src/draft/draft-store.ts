import type { TenonClient } from '@tenon/sdk/client'
import type { ModelDraft, SaveDraftInput } from '@tenon/sdk/contract/api-contract'
import type { EditChoices } from '@tenon/sdk/contract/edit-conflict'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import type { PartPlace } from '@tenon/sdk/contract/model-names'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type DraftHistory, recordStep, redoStep, startHistory, undoStep } from './draft-history.ts'
import { sameJson } from './merge-patch.ts'

/**
 * The draft on the server and the steps that were made here. Every step is saved at once; the server checks it
 * and answers with the merged model. A step that it refuses is not made.
 */
export class DraftStore {
  /** Null until read. */
  draft: ModelDraft | null = null
  error: unknown = null
  saving = false
  /** Others have saved so often since it was read here that the server cannot merge with it any more. */
  hasConflict = false
  /** The last save has brought what others have changed meanwhile. */
  hasMerged = false
  #history: DraftHistory = startHistory({})
  #unsaved: TenantEdits | null = null
  #listeners: Array<() => void> = []
  readonly #client: () => TenonClient

  constructor(client: () => TenonClient) {
    this.#client = client
  }

  get canUndo(): boolean {
    return this.#history.past.length > 0
  }

  get canRedo(): boolean {
    return this.#history.future.length > 0
  }

  /** Returns its undo. */
  subscribe(listener: () => void): () => void {
    this.#listeners = [...this.#listeners, listener]
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener)
    }
  }

  /** Reads the draft again; steps of before cannot be undone any more. */
  async load(): Promise<void> {
    try {
      const draft = await this.#client().model.draft()
      this.draft = draft
      this.#history = startHistory(draft.edits)
      this.hasConflict = false
      this.error = null
    } catch (error) {
      this.error = error
    }
    this.#tell()
  }

  /** Reads the draft only where it was read before, or is asked for the first time. */
  async ensure(): Promise<void> {
    if (!this.draft) await this.load()
  }

  /** Makes one step. Rejects with the server's reason when the model would not be sound. */
  async apply(step: (edits: TenantEdits) => TenantEdits): Promise<void> {
    const next = recordStep(this.#history, step(this.#history.present))
    if (next !== this.#history) await this.#save(next)
  }

  /** Gives a part another name, as one step. Rejects with the server's reason where it cannot be called so. */
  async rename(place: PartPlace, name: string): Promise<void> {
    const { draft } = this
    if (!draft || this.saving) return
    this.saving = true
    this.#tell()
    try {
      const renamed = await this.#client().model.renamePart({ place, name })
      // Steps of before would take back what others have done as well.
      this.hasMerged = renamed.revision !== draft.revision + 1
      this.#history = this.hasMerged ? startHistory(renamed.edits) : recordStep(this.#history, renamed.edits)
      this.draft = renamed
    } finally {
      this.saving = false
      this.#tell()
    }
  }

  undo(): Promise<void> {
    return this.canUndo ? this.#save(undoStep(this.#history)) : Promise.resolve()
  }

  redo(): Promise<void> {
    return this.canRedo ? this.#save(redoStep(this.#history)) : Promise.resolve()
  }

  async discard(): Promise<void> {
    const draft = await this.#client().model.discardDraft()
    this.draft = draft
    this.#history = startHistory(draft.edits)
    this.hasConflict = false
    this.#tell()
  }

  /** Chooses which value stays, for conflicts of the draft. */
  choose(choices: EditChoices): Promise<void> {
    return this.#save(this.#history, { choices })
  }

  /** After a conflict: saves this side's steps over the other side's. */
  async keepMine(): Promise<void> {
    const mine = this.#unsaved ?? this.#history.present
    const theirs = await this.#client().model.draft()
    this.draft = theirs
    this.hasConflict = false
    await this.#save(recordStep(startHistory(theirs.edits), mine))
  }

  async #save(next: DraftHistory, choices?: Pick<SaveDraftInput, 'choices'>): Promise<void> {
    const { draft } = this
    if (!draft || this.saving) return
    this.saving = true
    this.#tell()
    try {
      const { revision, baseVersion } = draft
      const saved = await this.#client().model.saveDraft({ edits: next.present, revision, baseVersion, ...choices })
      this.draft = saved
      // Steps of before would take back what others have done as well.
      this.hasMerged = choices === undefined && !sameJson(saved.edits, next.present)
      this.#history = sameJson(saved.edits, next.present) ? next : startHistory(saved.edits)
      this.#unsaved = null
    } catch (error) {
      if (!(error instanceof TenonError) || error.code !== 'VERSION_CONFLICT') throw error
      this.#unsaved = next.present
      this.hasConflict = true
    } finally {
      this.saving = false
      this.#tell()
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}
