import type { TenonClient } from '@tenon/sdk/client'
import type { ModelDraft, SaveDraftInput } from '@tenon/sdk/contract/api-contract'
import type { EditChoices } from '@tenon/sdk/contract/edit-conflict'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import type { PartPlace } from '@tenon/sdk/contract/model-names'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sameJson } from './merge-patch.ts'

/**
 * The draft on the server. Every step is saved at once; the server checks it, answers with the merged model, and knows
 * what can be undone, after a reload too. A step that it refuses is not made.
 */
export class DraftStore {
  /** Null until read. */
  draft: ModelDraft | null = null
  error: unknown = null
  saving = false
  /** The server does not know what was read here, such as after a restore of its database, and cannot merge with it. */
  hasConflict = false
  /** The last save has brought what others have changed meanwhile. */
  hasMerged = false
  #unsaved: { edits: TenantEdits; base: TenantEdits } | null = null
  #listeners: Array<() => void> = []
  readonly #client: () => TenonClient

  constructor(client: () => TenonClient) {
    this.#client = client
  }

  get canUndo(): boolean {
    return (this.draft?.undo ?? null) !== null
  }

  get canRedo(): boolean {
    return (this.draft?.redo ?? null) !== null
  }

  /** Returns its undo. */
  subscribe(listener: () => void): () => void {
    this.#listeners = [...this.#listeners, listener]
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener)
    }
  }

  /** Reads the draft again. */
  async load(): Promise<void> {
    try {
      const draft = await this.#client().model.draft()
      this.draft = draft
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
    const edits = this.draft?.edits ?? {}
    const next = step(edits)
    if (!sameJson(edits, next)) await this.#save(next)
  }

  /** Gives a part another name, as one step. Rejects with the server's reason where it cannot be called so. */
  rename(place: PartPlace, name: string): Promise<void> {
    return this.#move((model) => model.renamePart({ place, name }))
  }

  /** Takes back the person's last step; what others have done stays. */
  undo(): Promise<void> {
    return this.canUndo ? this.#move((model) => model.undoEdit()) : Promise.resolve()
  }

  redo(): Promise<void> {
    return this.canRedo ? this.#move((model) => model.redoEdit()) : Promise.resolve()
  }

  /** Can be undone, as any step. */
  discard(): Promise<void> {
    return this.#move((model) => model.discardDraft())
  }

  /** Goes back to a state that was given a name. */
  restore(id: string): Promise<void> {
    return this.#move((model) => model.restoreCheckpoint({ id }))
  }

  /** Makes an earlier version's edits the draft, with what a plugin has changed since as its conflicts. */
  takeVersion(version: number): Promise<void> {
    return this.#move((model) => model.restoreToDraft({ version }))
  }

  /** Chooses which value stays, for conflicts of the draft. */
  choose(choices: EditChoices): Promise<void> {
    return this.#save(this.draft?.edits ?? {}, { choices })
  }

  /** After a conflict: puts this side's step to what others have saved; what both changed is a choice in the draft. */
  async keepMine(): Promise<void> {
    const unsaved = this.#unsaved
    if (!unsaved) return this.load()
    this.draft = await this.#client().model.draft()
    this.hasConflict = false
    await this.#save(unsaved.edits, { base: unsaved.base })
  }

  async #move(verb: (model: TenonClient['model']) => Promise<ModelDraft>): Promise<void> {
    if (this.saving) return
    this.saving = true
    this.#tell()
    try {
      this.draft = await verb(this.#client().model)
      this.hasConflict = false
      this.hasMerged = false
    } finally {
      this.saving = false
      this.#tell()
    }
  }

  async #save(edits: TenantEdits, more: Pick<SaveDraftInput, 'choices' | 'base'> = {}): Promise<void> {
    const { draft } = this
    if (!draft || this.saving) return
    this.saving = true
    this.#tell()
    try {
      const { revision, baseVersion } = draft
      const saved = await this.#client().model.saveDraft({ edits, revision, baseVersion, ...more })
      this.draft = saved
      this.hasMerged = more.choices === undefined && !sameJson(saved.edits, edits)
      this.#unsaved = null
    } catch (error) {
      if (!(error instanceof TenonError) || error.code !== 'VERSION_CONFLICT') throw error
      this.#unsaved = { edits, base: more.base ?? draft.edits }
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
