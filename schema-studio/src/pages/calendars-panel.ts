import type { CalendarList, StoredCalendar } from '@tenon/sdk/contract/calendars-api'
import { DEFAULT_CALENDAR, WEEKDAYS } from '@tenon/sdk/contract/working-calendar'
import { css, html, nothing } from 'lit'
import { errorText } from '../app/error-text.ts'
import { icon } from '../icons/icon.ts'
import { type CalendarForm, calendarForm, calendarOfForm, type FormFault } from './calendar-form.ts'
import { SettingsPanel } from './settings-panel.ts'

/** The tenant's working calendars, and which pipelines count by them. */
export class CalendarsPanel extends SettingsPanel<StoredCalendar> {
  static override styles = [
    ...SettingsPanel.styles,
    css`
      dialog {
        width: min(640px, calc(100vw - 32px));
      }
      .week {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 6px var(--tenon-space-3);
        align-items: center;
      }
      .pair {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(200px, 100%), 1fr));
        gap: var(--tenon-space-3);
      }
      textarea {
        min-height: 96px;
        font-variant-numeric: tabular-nums;
      }
      .notice {
        margin-bottom: var(--tenon-space-3);
      }
      h2 {
        margin: 0 0 4px;
        font-size: var(--tenon-font-size-md);
      }
    `,
  ]
  static override properties = { ...SettingsPanel.properties, list: { state: true }, edited: { state: true } }
  /** As it was read last. */
  declare list: CalendarList | null
  /** The calendar that the dialog is about; null for a new one. */
  declare edited: StoredCalendar | null

  constructor() {
    super()
    this.list = null
    this.edited = null
  }

  protected override async read(): Promise<StoredCalendar[]> {
    this.list = await this.app.client.calendars.list()
    return this.list.calendars
  }

  override render() {
    return html`<div class="top">
        <div>
          <h2>${this.t('calendarsTitle')}</h2>
          <p>${this.t('calendarsLead')}</p>
        </div>
        <button class="button primary" @click=${() => void this.#open(null)}>${icon('plus')} ${this.t('calendarNew')}</button>
      </div>
      ${(this.list?.missing ?? []).map(
        ({ calendar, pipeline }) => html`<div class="notice caution" role="note">
          <p>${this.t('calendarMissing', { calendar, pipeline: this.text(pipeline.label) })}</p>
        </div>`,
      )}
      ${this.renderItems({ title: this.t('calendarsTitle'), text: '' }, (calendars) => this.#renderTable(calendars))}
      ${this.#renderDialog()}`
  }

  async #open(calendar: StoredCalendar | null): Promise<void> {
    this.edited = calendar
    await this.updateComplete
    this.openDialog()
  }

  async #save(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const read = calendarOfForm(this.#readForm(event.target as HTMLFormElement), this.edited)
    if ('faults' in read) {
      this.dialogFailure = read.faults.map((fault) => this.#faultText(fault)).join(' ')
      return
    }
    await this.run(async () => {
      this.list = await this.app.client.calendars.save(read.input)
      this.app.toast({ tone: 'positive', text: this.t('calendarSaved', { name: this.text(read.input.label) }) })
    })
  }

  #readForm(form: HTMLFormElement): CalendarForm {
    const data = new FormData(form)
    const text = (name: string) => String(data.get(name) ?? '')
    const week = Object.fromEntries(WEEKDAYS.map((day) => [day, text(day)])) as CalendarForm['week']
    const { name, en, zh, timeZone, holidays, workdays } = {
      ...{ name: text('name'), en: text('en'), zh: text('zh'), timeZone: text('timeZone') },
      ...{ holidays: text('holidays'), workdays: text('workdays') },
    }
    return { name, en, zh, timeZone, week, holidays, workdays }
  }

  #faultText(fault: FormFault): string {
    if (fault.kind === 'line') return this.t('calendarLine', { line: fault.line, text: fault.text })
    return this.t('calendarSpans', { day: this.t(fault.day), text: fault.text })
  }

  async #remove(calendar: StoredCalendar): Promise<void> {
    const name = this.text(calendar.label)
    const agreed = await this.app.confirm({
      title: this.t('calendarRemove', { name }),
      text: this.t('calendarRemoveText'),
      confirm: this.t('calendarRemove', { name }),
      cancel: this.t('cancel'),
      critical: true,
    })
    if (!agreed) return
    try {
      await this.app.client.calendars.remove({ name: calendar.name })
      this.app.toast({ tone: 'positive', text: this.t('calendarRemoved', { name }) })
    } catch (error) {
      this.app.toast({ tone: 'critical', text: errorText(error, this.locale) })
    }
    await this.load()
  }

  #renderTable(calendars: StoredCalendar[]) {
    return html`<table class="table">
      <thead>
        <tr>
          <th scope="col">${this.t('name')}</th>
          <th scope="col">${this.t('calendarZone')}</th>
          <th scope="col">${this.t('calendarHolidays')}</th>
          <th scope="col">${this.t('calendarUses')}</th>
          <th scope="col"><span class="visually-hidden">${this.t('actions')}</span></th>
        </tr>
      </thead>
      <tbody>
        ${calendars.map((calendar) => this.#renderRow(calendar))}
      </tbody>
    </table>`
  }

  #renderRow(calendar: StoredCalendar) {
    const { label, timeZone, holidays, workdays, usedBy } = calendar
    const name = this.text(label)
    const users = usedBy.map((pipeline) => this.text(pipeline.label)).join(this.locale === 'zh-CN' ? '、' : ', ')
    const counts = { holidays: holidays.length, workdays: workdays.length }
    return html`<tr>
      <td>${name}</td>
      <td>${timeZone ?? this.t('calendarTenantZone', { zone: this.list?.timeZone ?? 'UTC' })}</td>
      <td>${this.t('calendarDays', counts)}</td>
      <td>${users || this.t('calendarNoUses')}</td>
      <td class="row-actions">
        ${this.#action(this.t('calendarEdit', { name }), 'pencil', () => this.#open(calendar))}
        ${
          calendar.name === DEFAULT_CALENDAR
            ? nothing
            : this.#action(this.t('calendarRemove', { name }), 'trash-2', () => this.#remove(calendar))
        }
      </td>
    </tr>`
  }

  #action(label: string, symbol: 'pencil' | 'trash-2', act: () => Promise<void>) {
    return html`<button class="button quiet icon dense" aria-label=${label} title=${label} @click=${() => void act()}>
      ${icon(symbol)}
    </button>`
  }

  #renderDialog() {
    const { edited } = this
    const form = calendarForm(edited)
    return html`<dialog aria-labelledby="title">
      <h2 id="title">${edited ? this.t('calendarEdit', { name: this.text(edited.label) }) : this.t('calendarNew')}</h2>
      <form @submit=${this.#save}>
        ${edited ? nothing : this.#renderInput('name', { label: this.t('calendarName'), value: '', help: this.t('calendarNameHelp') })}
        <div class="pair">
          ${this.#renderInput('en', { label: this.t('calendarLabelEn'), value: form.en })}
          ${this.#renderInput('zh', { label: this.t('calendarLabelZh'), value: form.zh, optional: true })}
        </div>
        ${this.#renderZones(form.timeZone)} ${this.#renderWeek(form)}
        ${this.#renderDates('holidays', { label: this.t('calendarHolidays'), value: form.holidays, help: this.t('calendarHolidaysHelp') })}
        ${this.#renderDates('workdays', { label: this.t('calendarWorkdays'), value: form.workdays, help: this.t('calendarWorkdaysHelp') })}
        ${this.renderDialogActions(this.t('calendarSave'))}
      </form>
    </dialog>`
  }

  #renderInput(
    name: string,
    { label, value, help = '', optional = false }: { label: string; value: string; help?: string; optional?: boolean },
  ) {
    return html`<div class="field">
      <label class="label" for=${name}>${label}</label>
      <input class="input" id=${name} name=${name} ?required=${!optional} maxlength="100" autocomplete="off" .defaultValue=${value} />
      ${help ? html`<p class="help">${help}</p>` : nothing}
    </div>`
  }

  #renderZones(chosen: string) {
    const known = [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', ...(chosen ? [chosen] : [])])].sort()
    return html`<div class="field">
      <label class="label" for="zone">${this.t('calendarZone')}</label>
      <select class="select" id="zone" name="timeZone">
        <option value="" ?selected=${chosen === ''}>${this.t('calendarTenantZone', { zone: this.list?.timeZone ?? 'UTC' })}</option>
        ${known.map((zone) => html`<option value=${zone} ?selected=${zone === chosen}>${zone.replaceAll('_', ' ')}</option>`)}
      </select>
    </div>`
  }

  #renderWeek({ week }: CalendarForm) {
    return html`<fieldset class="field">
      <legend class="label">${this.t('calendarHours')}</legend>
      <div class="week">
        ${WEEKDAYS.map(
          (day) => html`<span aria-hidden="true">${this.t(day)}</span>
            <input
              class="input"
              name=${day}
              aria-label=${this.t('calendarHoursOf', { day: this.t(day) })}
              maxlength="120"
              autocomplete="off"
              .defaultValue=${week[day]}
            />`,
        )}
      </div>
      <p class="help">${this.t('calendarHoursHelp')}</p>
    </fieldset>`
  }

  #renderDates(name: string, { label, value, help }: { label: string; value: string; help: string }) {
    return html`<div class="field">
      <label class="label" for=${name}>${label}</label>
      <textarea class="input" id=${name} name=${name} rows="5" aria-describedby=${`${name}-help`} .defaultValue=${value}></textarea>
      <p class="help" id=${`${name}-help`}>${help}</p>
    </div>`
  }
}
customElements.define('studio-calendars', CalendarsPanel)
