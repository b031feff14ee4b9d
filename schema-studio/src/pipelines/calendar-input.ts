import { html } from 'lit'
import { StudioElement } from '../app/studio-element.ts'

/** Another working calendar is named. */
export class CalendarNamedEvent extends Event {
  readonly calendar: string | undefined

  constructor(calendar: string | undefined) {
    super('studio-calendar-named')
    this.calendar = calendar
  }
}

/** Names the working calendar in which days and hours count; offers the names that are known. Fires `studio-calendar-named`. */
export class CalendarInput extends StudioElement {
  static override properties = { calendar: {}, known: { attribute: false } }
  declare calendar: string
  declare known: readonly string[]

  constructor() {
    super()
    this.calendar = ''
    this.known = []
  }

  override render() {
    return html`<div class="field">
      <label class="label" for="calendar">${this.t('pipelineCalendar')}</label>
      <input
        class="input"
        id="calendar"
        list="calendars"
        maxlength="60"
        .value=${this.calendar}
        placeholder=${this.t('pipelineAroundTheClock')}
        @change=${(event: Event) =>
          this.dispatchEvent(new CalendarNamedEvent((event.target as HTMLInputElement).value.trim() || undefined))}
      />
      <datalist id="calendars">${this.known.map((name) => html`<option value=${name}></option>`)}</datalist>
      <p class="help">${this.t('pipelineCalendarHelp')}</p>
    </div>`
  }
}
customElements.define('studio-calendar-input', CalendarInput)
