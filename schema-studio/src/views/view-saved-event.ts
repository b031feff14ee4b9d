import type { SavedView } from '@tenon/sdk/contract/views-api'

/** A view was saved; null: it was deleted. */
export class ViewSavedEvent extends Event {
  readonly view: SavedView | null

  constructor(view: SavedView | null) {
    super('studio-view-saved', { bubbles: true, composed: true })
    this.view = view
  }
}
