import { html, svg } from 'lit'
import { FavouriteEvent } from '../events/favourite-event.ts'
import type { RecordListTexts } from './record-list.texts.ts'

interface Star {
  id: string
  /** Id of the element that says which record it is. */
  describedBy: string
  on: boolean
  texts: RecordListTexts
}

const SHAPE = svg`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 3.6l2.6 5.2 5.8.9-4.2 4.1 1 5.8-5.2-2.8-5.2 2.8 1-5.8L3.6 9.7l5.8-.9z"/></svg>`

/** Puts a record among somebody's favourites, or takes it out. */
export function renderStar({ id, describedBy, on, texts }: Star) {
  return html`<button
    type="button"
    class="star"
    tabindex="-1"
    aria-pressed=${on}
    aria-label=${texts.favourite}
    aria-describedby=${describedBy}
    @click=${(event: Event) => {
      event.stopPropagation()
      event.target?.dispatchEvent(new FavouriteEvent(id, !on))
    }}
  >
    ${SHAPE}
  </button>`
}
