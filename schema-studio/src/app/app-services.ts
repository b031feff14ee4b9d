import type { TenonClient } from '@tenon/sdk/client'
import type { ExportedFile } from '@tenon/sdk/client/export-records'
import type { SessionInfo } from '@tenon/sdk/contract/api-contract'
import type { ModelView } from '@tenon/sdk/contract/model-document'
import type { PluginInfo } from '@tenon/sdk/contract/plugins-api'
import type { ExportRecordsInput } from '@tenon/sdk/contract/query'
import type { ActionTask } from '../actions/action-task.ts'
import type { BulkTask } from '../bulk/bulk-task.ts'
import type { RecentTask } from '../bulk/recent-task.ts'
import type { DraftStore } from '../draft/draft-store.ts'
import type { ImportTask } from '../imports/import-task.ts'
import type { MoveAnswer, MoveQuestion } from '../moves/move-question.ts'
import type { PersonalStore } from '../views/personal-store.ts'
import type { Commands } from './commands.ts'
import type { ConfirmQuestion } from './confirm-dialog.ts'
import type { LiveHub } from './live-hub.ts'
import type { Router } from './router.ts'
import type { Shortcuts } from './shortcuts.ts'
import type { Toast } from './toast.ts'

/** What pages work with. A new object whenever session, model or language change, so that pages render again. */
export interface AppServices {
  readonly client: TenonClient
  /** Gives a list as a file. */
  exporter(input: ExportRecordsInput, options: { signal: AbortSignal }): Promise<ExportedFile>
  readonly session: SessionInfo
  readonly model: ModelView
  /** Installed plugins; empty for those who may not list them. */
  readonly plugins: readonly PluginInfo[]
  readonly router: Router
  readonly shortcuts: Shortcuts
  /** What the page at hand can do, for the palette. */
  readonly commands: Commands
  readonly live: LiveHub
  /** May set what holds for all, which nobody does while looking as somebody else. */
  readonly isAdmin: boolean
  /** An admin looks as somebody else: the server refuses every change, so that none is offered. */
  readonly looksAsOther: boolean
  /** The schema's draft; only admins may read it. */
  readonly drafts: DraftStore
  /** What the person has for themselves: views, columns, favourites, records looked at. */
  readonly personal: PersonalStore
  toast(toast: Toast): void
  /** True when the person agrees. */
  confirm(question: ConfirmQuestion): Promise<boolean>
  /** Asks for what an action needs, runs it and says what came of it. */
  openAction(task: ActionTask): void
  /** Asks about a change of many records, makes it and says what came of it. */
  openBulk(task: BulkTask): void
  /** Asks for a file, and what its columns become, and imports it. */
  openImport(task: ImportTask): void
  /** Shows what the person has imported and changed of an entity in one go lately. */
  openRecent(task: RecentTask): void
  /** Leads through a move that the pipeline does not allow as it is. */
  askMove(question: MoveQuestion): Promise<MoveAnswer>
  /** Reads the model again, such as after publishing. */
  reloadModel(): Promise<void>
  /** Reads the installed plugins again, such as after a change of one. Resolves to what went wrong, or null. */
  reloadPlugins(): Promise<unknown>
}
