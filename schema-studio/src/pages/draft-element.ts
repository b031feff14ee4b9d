import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'
import { countPending } from '../draft/pending-changes.ts'

/** Base of the studio's pages: renders again when the draft changes, with undo and redo on their keys. */
export abstract class DraftElement extends StudioElement {
  static override properties = { app: { attribute: false } }
  declare app: AppServices

  override connectedCallback(): void {
    super.connectedCallback()
    const { drafts, shortcuts } = this.app
    this.untilRemoved(drafts.subscribe(() => this.requestUpdate()))
    this.untilRemoved(
      shortcuts.add({ 'mod+z': () => this.attempt(drafts.undo()), 'mod+shift+z': () => this.attempt(drafts.redo()) }),
    )
    void drafts.ensure()
  }

  protected get pendingCount(): number {
    const { draft } = this.app.drafts
    return draft ? countPending(this.app.model, draft.document) : 0
  }

  /** Says what went wrong instead of letting it pass in silence. */
  protected attempt(work: Promise<unknown>): void {
    work.catch((error) => this.app.toast({ tone: 'critical', text: errorText(error, this.locale) }))
  }
}
