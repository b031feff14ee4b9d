import type { EditChoices, EditConflict } from '@tenon/sdk/contract/edit-conflict'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { ComingPlugin } from '@tenon/sdk/contract/publish-run'
import type { TenonErrorCode } from '@tenon/sdk/contract/tenon-error'

/** What was agreed to for plugins that come with a publish run, and is written once their model is in force. */
export interface StoredInstall {
  /** In the order of their dependencies. */
  plugins: ComingPlugin[]
  /** UUID of an install that is pending until its migrations and hooks have succeeded; null where there are none. */
  change: string | null
  /** Capabilities that were agreed to: all, or by plugin. */
  answer: 'all' | Readonly<Record<string, readonly string[]>>
  /** Plugin id → settings to begin with, checked. */
  settings: Readonly<Record<string, JsonObject>>
  /** Plugin id → what the audit trail shall say besides. */
  notes: Readonly<Record<string, JsonObject>>
  /** Where the tenant's edits met a change of a plugin, and what was chosen there. */
  conflicts: readonly EditConflict[]
  choices: EditChoices
  /** Where the run puts back what was there before the install `change`, and what is told of that once it is done. */
  undoes?: { change: string; error: { code: TenonErrorCode; message: string } }
}
