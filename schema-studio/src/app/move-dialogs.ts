import type { MoveAnswer, MoveQuestion } from '../moves/move-question.ts'
import type { AppServices } from './app-services.ts'

/** Dialogs about moves that a pipeline does not allow as they are. Their code comes when it is first needed. */
export class MoveDialogs {
  readonly #root: () => ParentNode & Node

  constructor(root: () => ParentNode & Node) {
    this.#root = root
  }

  async ask(app: AppServices, question: MoveQuestion): Promise<MoveAnswer> {
    await import('../moves/move-dialog.ts')
    const dialog = document.createElement('studio-move-dialog')
    dialog.app = app
    this.#root().append(dialog)
    return dialog.ask(question)
  }

  /** Gives the dialog that is there a newer model or language. */
  update(app: AppServices): void {
    for (const dialog of this.#root().querySelectorAll('studio-move-dialog')) dialog.app = app
  }
}
