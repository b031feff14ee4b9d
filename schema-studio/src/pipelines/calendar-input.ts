import type { StoredCalendar } from '@tenon/sdk/contract/calendars-api'
import { html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { StudioElement } from '../app/studio-element.ts'

/** Another working calendar is named. */
export class CalendarNamedEvent extends Event {
  readonly calendar: string | undefined

  constructor(calendar: string | undefined) {
    super('studio-calendar-named')
    this.calendar = calendar
  }
}

/** Names the working calendar in which days and hours count, one of the tenant's. Fires `studio-calendar-named`. */
export class CalendarInput extends StudioElement {
  static override properties = { app: { attribute: false }, calendar: {}, calendars: { state: true } }
  declare app: AppServices
  declare calendar: string
  /** Null until they are read. */
  declare calendars: StoredCalendar[] | null

  constructor() {
    super()
    this.calendar = ''
    this.calendars = null
  }

  override connectedCallback(): void {
    super.connectedCallback()
    void this.#load()
  }

  async #load(): Promise<void> {
    this.calendars = await this.app.client.calendars.list().then(
      ({ calendars }) => calendars,
      () => [],
    )
  }

  override render() {
    const { calendar, calendars } = this
    const isMissing = calendar !== '' && !calendars?.some(({ name }) => name === calendar)
    return html`<div class="field">
      <label class="label" for="calendar">${this.t('pipelineCalendar')}</label>
      <select
        class="select"
        id="calendar"
        aria-describedby="calendar-help"
        @change=${(event: Event) =>
          this.dispatchEvent(new CalendarNamedEvent((event.target as HTMLSelectElement).value || undefined))}
      >
        <option value="" ?selected=${calendar === ''}>${this.t('pipelineAroundTheClock')}</option>
        ${(calendars ?? []).map(
          ({ name, label }) => html`<option value=${name} ?selected=${name === calendar}>${this.text(label)}</option>`,
        )}
        ${isMissing ? html`<option value=${calendar} selected>${calendar}</option>` : nothing}
      </select>
      <p class="help" id="calendar-help">
        ${isMissing && calendars ? this.t('pipelineCalendarMissing') : this.t('pipelineCalendarHelp')}
      </p>
    </div>`
  }
}
customElements.define('studio-calendar-input', CalendarInput)
