import type { ActionTask } from '../actions/action-task.ts'
import type { BulkTask } from '../bulk/bulk-task.ts'
import type { ImportTask } from '../imports/import-task.ts'
import type { AppServices } from './app-services.ts'

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

  /** Gives the dialogs that are there a newer model or language. */
  update(app: AppServices): void {
    for (const dialog of this.#root().querySelectorAll<OpenDialog>(
      'studio-action-dialog, studio-bulk-dialog, studio-import-dialog',
    ))
      dialog.app = app
  }
}
