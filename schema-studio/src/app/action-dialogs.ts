import type { ActionTask } from '../actions/action-task.ts'
import type { BulkTask } from '../bulk/bulk-task.ts'
import type { RecentTask } from '../bulk/recent-task.ts'
import type { ImportTask } from '../imports/import-task.ts'
import { translate } from '../locales/translate.ts'
import type { AppServices } from './app-services.ts'
import { errorText } from './error-text.ts'
import { localeStore } from './locale-store.ts'

type OpenDialog = HTMLElement & { app: AppServices }

/** Dialogs of actions and of changes of many records: one per run, so that one can go on behind while the next is begun. Their code comes when needed. */
export class ActionDialogs {
  readonly #root: () => ParentNode & Node

  constructor(root: () => ParentNode & Node) {
    this.#root = root
  }

  async open(app: AppServices, task: ActionTask): Promise<void> {
    await import('../actions/action-dialog.ts')
    const dialog = document.createElement('studio-action-dialog')
    dialog.app = app
    this.#root().append(dialog)
    await dialog.open(task)
  }

  async openBulk(app: AppServices, task: BulkTask): Promise<void> {
    await import('../bulk/bulk-dialog.ts')
    const dialog = document.createElement('studio-bulk-dialog')
    dialog.app = app
    this.#root().append(dialog)
    await dialog.open(task)
  }

  async openImport(app: AppServices, task: ImportTask): Promise<void> {
    await import('../imports/import-dialog.ts')
    const dialog = document.createElement('studio-import-dialog')
    dialog.app = app
    this.#root().append(dialog)
    await dialog.open(task)
  }

  async openRecent(app: AppServices, task: RecentTask): Promise<void> {
    await import('../bulk/recent-runs.ts')
    const dialog = document.createElement('studio-recent-runs')
    dialog.app = app
    this.#root().append(dialog)
    await dialog.open(task)
  }

  /** Follows what the person has begun on a page that has gone: a reload ends no run, nor its progress and the way back. */
  async recallRuns(app: AppServices): Promise<void> {
    try {
      const runs = await app.client.bulk.recent({})
      const running = runs.filter(({ status }) => status === 'running')
      await Promise.all(running.map((run) => this.openBulk(app, { kind: 'recall', entity: run.entity, run })))
    } catch (error) {
      const locale = localeStore.get()
      const text = translate(locale, 'runsNotRecalled', { reason: errorText(error, locale) })
      const action = { label: translate(locale, 'tryAgain'), run: () => this.recallRuns(app) }
      app.toast({ tone: 'critical', text, action })
    }
  }

  /** Gives the dialogs that are there a newer model or language. */
  update(app: AppServices): void {
    for (const dialog of this.#root().querySelectorAll<OpenDialog>(
      'studio-action-dialog, studio-bulk-dialog, studio-import-dialog, studio-recent-runs',
    ))
      dialog.app = app
  }
}
