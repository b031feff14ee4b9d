import type { PluginScheduleInfo } from '@tenon/sdk/contract/plugin-work'
import { css, html } from 'lit'
import { errorText } from '../app/error-text.ts'
import { type DescribeCron, loadDescribeCron } from '../pages/describe-cron.ts'
import { PluginPartPanel } from './plugin-part-panel.ts'

/** What a plugin does at certain times. */
export class PluginSchedulesPanel extends PluginPartPanel<PluginScheduleInfo> {
  static override styles = [
    ...PluginPartPanel.styles,
    css`
      .zone {
        display: block;
        color: var(--tenon-text-muted);
        font-size: var(--tenon-font-size-xs);
      }
      .table td.end {
        white-space: nowrap;
      }
    `,
  ]
  static override properties = { ...PluginPartPanel.properties, describe: { state: true } }
  declare describe: DescribeCron | null

  constructor() {
    super()
    this.describe = null
  }

  protected override async read(): Promise<PluginScheduleInfo[]> {
    const [schedules, describe] = await Promise.all([
      this.app.client.pluginSchedules.list({ plugin: this.plugin }),
      loadDescribeCron(this.locale),
    ])
    this.describe = describe
    return schedules
  }

  async #change(work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
      await this.load()
    } catch (error) {
      this.app.toast({ tone: 'critical', text: errorText(error, this.locale) })
    }
  }

  #toggle({ plugin, name, paused }: PluginScheduleInfo): Promise<void> {
    const { pluginSchedules } = this.app.client
    return this.#change(() =>
      paused ? pluginSchedules.resume({ plugin, name }) : pluginSchedules.pause({ plugin, name }),
    )
  }

  #runNow({ plugin, name, label }: PluginScheduleInfo): Promise<void> {
    return this.#change(async () => {
      await this.app.client.pluginSchedules.runNow({ plugin, name })
      this.app.toast({ tone: 'positive', text: this.t('runsSoon', { name: this.text(label) }) })
    })
  }

  override render() {
    return html`<div class="top"><p>${this.t('schedulesLead')}</p></div>
      ${this.renderItems({ title: this.t('schedulesEmpty'), text: this.t('schedulesEmptyText') }, (schedules) => this.#renderTable(schedules))}`
  }

  #renderTable(schedules: PluginScheduleInfo[]) {
    return html`<table class="table">
      <thead>
        <tr>
          <th scope="col">${this.t('name')}</th>
          <th scope="col">${this.t('timeTable')}</th>
          <th scope="col">${this.t('nextRun')}</th>
          <th scope="col">${this.t('lastRun')}</th>
          <th scope="col"><span class="visually-hidden">${this.t('actions')}</span></th>
        </tr>
      </thead>
      <tbody>
        ${schedules.map((schedule) => this.#renderRow(schedule))}
      </tbody>
    </table>`
  }

  #renderRow(schedule: PluginScheduleInfo) {
    const { label, cron, timeZone, paused, nextRunAt, lastRunAt } = schedule
    return html`<tr>
      <td>${this.text(label)}</td>
      <td title=${cron}>${this.describe?.(cron) ?? cron}<span class="zone">${timeZone.replaceAll('_', ' ')}</span></td>
      <td>${paused ? html`<span class="chip" data-hue="gray">${this.t('paused')}</span>` : this.renderTime(nextRunAt, '')}</td>
      <td>${this.renderTime(lastRunAt, this.t('notYet'))}</td>
      <td class="end">
        <button class="button dense" @click=${() => void this.#runNow(schedule)}>${this.t('runNow')}</button>
        <button class="button quiet dense" @click=${() => void this.#toggle(schedule)}>
          ${this.t(paused ? 'resumeSchedule' : 'pauseSchedule')}
        </button>
      </td>
    </tr>`
  }
}
customElements.define('studio-plugin-schedules', PluginSchedulesPanel)
