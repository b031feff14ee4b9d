import type { ScheduledPublish } from '@tenon/sdk/contract/plan-consent'
import { stateStyles } from '@tenon/web-components/data.styles'
import { css, html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'

/** So many that are over are still shown. */
const SHOWN_OVER = 2

/** Publishes that wait for their time, and how the last ones ended; nothing is shown where there is none. */
export class SchedulePanel extends StudioElement {
  static override styles = [
    StudioElement.styles,
    stateStyles,
    css`
      :host {
        display: block;
        margin-bottom: var(--tenon-space-4);
      }
      .notice {
        margin-bottom: var(--tenon-space-2);
      }
      p {
        margin: 0;
      }
    `,
  ]
  static override properties = { app: { attribute: false }, items: { state: true }, failure: { state: true } }
  declare app: AppServices
  declare items: ScheduledPublish[]
  declare failure: string | null

  constructor() {
    super()
    this.items = []
    this.failure = null
  }

  override firstUpdated(): void {
    void this.load()
  }

  load(): Promise<void> {
    return this.#read(this.app.client.model.scheduledPublishes())
  }

  async #read(reading: Promise<ScheduledPublish[]>): Promise<void> {
    try {
      this.items = await reading
      this.failure = null
    } catch (error) {
      this.failure = errorText(error, this.locale)
    }
  }

  override render() {
    const open = this.items.filter(({ status }) => status === 'waiting' || status === 'running')
    const over = this.items.filter(({ status }) => status === 'refused').slice(0, SHOWN_OVER)
    return html`${this.failure ? html`<p class="error" role="alert">${this.failure}</p>` : nothing}
      ${open.map((item) => this.#renderOpen(item))} ${over.map((item) => this.#renderRefused(item))}`
  }

  #renderOpen({ id, status, by, note, ...item }: ScheduledPublish) {
    return html`<div class="notice" role="status">
      ${icon('calendar-clock')}
      <p>${this.t('scheduledFor', { time: this.#time(item), name: by })} ${note}</p>
      ${
        status === 'waiting'
          ? html`<button class="button" @click=${() => void this.#read(this.app.client.model.cancelScheduled({ id }))}>
              ${this.t('scheduledCancel')}
            </button>`
          : nothing
      }
    </div>`
  }

  #renderRefused({ error, ...item }: ScheduledPublish) {
    return html`<div class="notice critical" role="status">
      ${icon('circle-alert')}
      <p>${this.t('scheduledRefused', { time: this.#time(item), reason: error ?? '' })}</p>
    </div>`
  }

  /** In the zone in which it was given, which is named. */
  #time({ dueAt, timeZone }: Pick<ScheduledPublish, 'dueAt' | 'timeZone'>): string {
    const options = { dateStyle: 'medium', timeStyle: 'short', timeZone } as const
    return `${new Intl.DateTimeFormat(this.locale, options).format(new Date(dueAt))} (${timeZone})`
  }
}
customElements.define('studio-scheduled', SchedulePanel)
