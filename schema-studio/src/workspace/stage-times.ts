import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { StageHistory, StageStayEntry, StageTotal } from '@tenon/sdk/contract/stage-history'
import { stateStyles, tableStyles } from '@tenon/web-components/data.styles'
import { formatDateTime, formatRelative } from '@tenon/web-components/value/format-date'
import { html, nothing, type PropertyValues } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { pluginName } from '../app/plugin-name.ts'
import { StudioElement } from '../app/studio-element.ts'
import { formatSpan } from '../reports/format-span.ts'
import { stageTimesStyles } from './stage-times.styles.ts'

/** How long a record has been in its stage and by when it has to leave it; opened, its time in all stages. */
export class StageTimes extends StudioElement {
  static override styles = [StudioElement.styles, stateStyles, tableStyles, stageTimesStyles]
  static override properties = {
    app: { attribute: false },
    entity: {},
    record: { attribute: false },
    history: { state: true },
    failure: { state: true },
  }
  declare app: AppServices
  declare entity: string
  declare record: TenonRecord
  declare history: StageHistory | null
  declare failure: unknown
  /** Of what the history was read. */
  #readOf = ''

  constructor() {
    super()
    this.history = null
    this.failure = null
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { id, version } = this.record
    if (!changed.has('record') || this.#readOf === `${id} ${version}`) return
    if (!this.#readOf.startsWith(id)) this.history = null
    this.#readOf = `${id} ${version}`
    void this.#read()
  }

  async #read(): Promise<void> {
    const asked = this.#readOf
    try {
      const history = await this.app.client.records.stageHistory({ entity: this.entity, id: this.record.id })
      if (asked !== this.#readOf) return
      this.history = history
      this.failure = null
    } catch (error) {
      if (asked === this.#readOf) this.failure = error
    }
  }

  override render() {
    const { history, failure } = this
    if (failure) {
      return html`<p class="help" role="status">${errorText(failure, this.locale)}
        <button type="button" class="button quiet dense" @click=${() => void this.#read()}>${this.t('tryAgain')}</button>
      </p>`
    }
    const [present] = history?.stays ?? []
    if (!history || !present) return nothing
    return html`<details>
      <summary>${this.#renderPresent(present)}<span class="more">${this.t('stageTimes')}</span></summary>
      <div class="tables">${this.#renderTotals(history.totals)}${this.#renderStays(history.stays)}</div>
    </details>`
  }

  #renderPresent({ stageLabel, elapsedSeconds, workingSeconds, enteredAt, dueAt, staleAt, leftAt }: StageStayEntry) {
    if (leftAt !== null || elapsedSeconds === null) return html`<span>${this.text(stageLabel)}</span>`
    const time = formatSpan(elapsedSeconds, this.locale)
    return html`<span title=${formatDateTime(enteredAt, this.locale)}>
        ${this.t('stageFor', { stage: this.text(stageLabel), time })}</span
      >
      ${workingSeconds === null ? nothing : html`<span class="faint">${this.#atWork(workingSeconds)}</span>`}
      ${this.#renderLimit(dueAt, ['stageDue', 'stageOverdue'])} ${this.#renderLimit(staleAt, ['stageStaleFrom', 'stageStale'])}`
  }

  #renderLimit(at: string | null, [ahead, past]: ['stageDue', 'stageOverdue'] | ['stageStaleFrom', 'stageStale']) {
    if (at === null) return nothing
    const isPast = Date.parse(at) <= Date.now()
    const text = this.t(isPast ? past : ahead, { when: formatRelative(at, this.locale) })
    return html`<span class=${isPast ? 'late' : ''} title=${formatDateTime(at, this.locale)}>${text}</span>`
  }

  #atWork(seconds: number): string {
    return this.t('reportWorking', { time: formatSpan(seconds, this.locale) })
  }

  #renderTotals(totals: readonly StageTotal[]) {
    const most = Math.max(1, ...totals.map(({ elapsedSeconds }) => elapsedSeconds))
    return html`<ul class="totals" aria-label=${this.t('stageTotals')}>
      ${totals.map(
        ({ stageLabel, pipelineLabel, elapsedSeconds, workingSeconds, stays }) => html`<li>
          <span class="name" title=${this.text(pipelineLabel)}>${this.text(stageLabel)}</span>
          <span class="track" aria-hidden="true"
            ><i .style=${`inline-size:${Math.round((elapsedSeconds / most) * 100)}%`}></i
          ></span>
          <span class="figure"
            >${formatSpan(elapsedSeconds, this.locale)}
            <small>${this.#atWork(workingSeconds)}${stays > 1 ? html` · ${this.t('stageStays', { count: stays })}` : nothing}</small></span
          >
        </li>`,
      )}
    </ul>`
  }

  #renderStays(stays: readonly StageStayEntry[]) {
    const withPipeline = new Set(stays.map(({ pipeline }) => pipeline)).size > 1
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${this.t('stageStayList')}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">${this.t('stage')}</th>
            <th scope="col">${this.t('stageEntered')}</th>
            <th scope="col" class="end">${this.t('stageDuration')}</th>
            <th scope="col">${this.t('stageMovedBy')}</th>
          </tr>
        </thead>
        <tbody>
          ${stays.map((stay) => this.#renderStay(stay, withPipeline))}
        </tbody>
      </table>
    </div>`
  }

  #actorName({ actor, actorName }: StageStayEntry): string {
    if (actor === 'system') return this.t('actorSystem')
    if (!actor.startsWith('plugin:')) return actorName || this.t('somebody')
    return pluginName(actor.slice('plugin:'.length), {
      plugins: this.app.plugins,
      labels: this.app.model.pluginLabels,
      locale: this.locale,
    })
  }

  #renderStay(stay: StageStayEntry, withPipeline: boolean) {
    const { enteredAt, elapsedSeconds, workingSeconds, overrideReason, approvedBy } = stay
    return html`<tr>
      <th scope="row">
        ${this.text(stay.stageLabel)}${withPipeline ? html`<small>${this.text(stay.pipelineLabel)}</small>` : nothing}
      </th>
      <td><time datetime=${enteredAt}>${formatDateTime(enteredAt, this.locale)}</time></td>
      <td class="end">
        ${elapsedSeconds === null ? '–' : formatSpan(elapsedSeconds, this.locale)}
        ${workingSeconds === null ? nothing : html`<small>${this.#atWork(workingSeconds)}</small>`}
      </td>
      <td>
        ${this.#actorName(stay)}
        ${overrideReason === null ? nothing : html`<small>${this.t('stageOverride', { reason: overrideReason })}</small>`}
        ${
          approvedBy.length === 0
            ? nothing
            : html`<small>${this.t('stageApproved', { names: approvedBy.join(this.locale === 'zh-CN' ? '、' : ', ') })}</small>`
        }
      </td>
    </tr>`
  }
}
customElements.define('studio-stage-times', StageTimes)
