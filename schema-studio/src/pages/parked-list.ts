import type { ParkedItem } from '@tenon/sdk/contract/api-contract'
import { stateStyles } from '@tenon/web-components/data.styles'
import { formatDate } from '@tenon/web-components/value/format-date'
import { html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import type { MessageKey } from '../locales/catalog.ts'
import { sectionListStyles } from './section-list.styles.ts'

const REASONS: Record<ParkedItem['reason'], MessageKey> = {
  fieldRemoved: 'parkedFieldRemoved',
  typeChanged: 'parkedTypeChanged',
  entityRemoved: 'parkedEntityRemoved',
}
const DAY_MILLISECONDS = 24 * 3_600_000
const SOON_MILLISECONDS = 7 * DAY_MILLISECONDS

/** What publishing has put aside, and until when it can come back; nothing is shown where there is none. */
export class ParkedList extends StudioElement {
  static override styles = [StudioElement.styles, stateStyles, sectionListStyles]
  static override properties = {
    app: { attribute: false },
    items: { state: true },
    failure: { state: true },
  }
  declare app: AppServices
  declare items: ParkedItem[]
  declare failure: string | null

  constructor() {
    super()
    this.items = []
    this.failure = null
  }

  override firstUpdated(): void {
    void this.load()
  }

  async load(): Promise<void> {
    try {
      this.items = await this.app.client.model.parked()
      this.failure = null
    } catch (error) {
      this.failure = errorText(error, this.locale)
    }
  }

  override render() {
    if (this.failure) return html`<p class="error" role="alert">${this.failure}</p>`
    if (this.items.length === 0) return nothing
    const soon = this.items.filter(
      ({ removedAt }) => removedAt !== null && Date.parse(removedAt) - Date.now() < SOON_MILLISECONDS,
    ).length
    return html`<h2 id="parked">${this.t('parkedTitle')}</h2>
      ${soon > 0 ? html`<div class="notice caution" role="status">${icon('triangle-alert')}<p>${this.t('parkedSoon', { count: soon })}</p></div>` : nothing}
      <p>${this.t('parkedText')}</p>
      <ul aria-labelledby="parked">
        ${this.items.map((item) => this.#renderItem(item))}
      </ul>`
  }

  #renderItem({ entity, field, reason, removedAt, atVersion }: ParkedItem) {
    const name = field === null ? this.text(entity.label) : `${this.text(entity.label)} · ${this.text(field.label)}`
    return html`<li>
      ${name}
      <small>v${atVersion} · ${this.t(REASONS[reason])} · ${removedAt === null ? this.t('parkedHeld') : this.#renderEnd(removedAt)}</small>
    </li>`
  }

  #renderEnd(removedAt: string) {
    const left = Math.max(0, Math.ceil((Date.parse(removedAt) - Date.now()) / DAY_MILLISECONDS))
    const day = formatDate(removedAt.slice(0, 10), this.locale)
    return html`<time datetime=${removedAt}>${this.t('parkedUntil', { date: day })}</time> · ${this.t('parkedDays', { count: left })}`
  }
}
customElements.define('studio-parked-list', ParkedList)
