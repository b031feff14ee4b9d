import type {
  HookFigures,
  PluginDetails,
  PluginFigures,
  PluginIncident,
  PluginLogLine,
} from '@tenon/sdk/contract/plugins-api'
import { chipStyles, stateStyles, tableStyles } from '@tenon/web-components/data.styles'
import { formatDateTime, formatRelative } from '@tenon/web-components/value/format-date'
import { html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { emptyState } from '../app/empty-state.ts'
import { errorText } from '../app/error-text.ts'
import { failedState } from '../app/failed-state.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import { causeWords, failureWords } from './failure-words.ts'
import { hookName } from './hook-name.ts'
import { pluginStyles } from './plugin.styles.ts'
import { activityStyles } from './plugin-activity.styles.ts'
import { renderFigures } from './render-figures.ts'

const REFRESH_MS = 5_000

/** What a plugin's hooks do in the process that answers: figures, what went wrong, what they wrote. Fires `studio-plugin-changed`. */
export class PluginActivityTab extends StudioElement {
  static override styles = [StudioElement.styles, chipStyles, stateStyles, tableStyles, pluginStyles, activityStyles]
  static override properties = {
    app: { attribute: false },
    details: { attribute: false },
    figures: { state: true },
    failure: { state: true },
    busy: { state: true },
  }
  declare app: AppServices
  declare details: PluginDetails
  declare figures: PluginFigures | null
  declare failure: string | null
  declare busy: boolean

  constructor() {
    super()
    this.figures = null
    this.failure = null
    this.busy = false
  }

  override connectedCallback(): void {
    super.connectedCallback()
    void this.#read()
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void this.#read()
    }, REFRESH_MS)
    this.untilRemoved(() => clearInterval(timer))
  }

  async #read(): Promise<void> {
    try {
      this.figures = await this.app.client.plugins.figures({ id: this.details.id })
      this.failure = null
    } catch (error) {
      this.failure = errorText(error, this.locale)
    }
  }

  async #resume(): Promise<void> {
    this.busy = true
    try {
      const { id, label } = this.details
      this.figures = await this.app.client.plugins.resume({ id })
      this.app.toast({ tone: 'positive', text: this.t('resumed', { name: this.text(label) }) })
      this.dispatchEvent(new Event('studio-plugin-changed'))
    } catch (error) {
      this.app.toast({ tone: 'critical', text: errorText(error, this.locale) })
    } finally {
      this.busy = false
    }
  }

  override render() {
    const { figures, failure } = this
    if (failure && !figures) {
      return failedState(failure, { locale: this.locale, tryAgain: () => this.#read() })
    }
    if (!figures) return html`<div aria-busy="true"><span class="skeleton"></span><span class="skeleton"></span></div>`
    return html`${failure ? html`<div class="notice critical" role="alert"><p>${failure}</p></div>` : nothing}
      ${this.#renderOff(figures)} ${this.#renderHooks(figures)} ${this.#renderIncidents(figures)} ${this.#renderLog(figures)}`
  }

  #renderOff({ hooks }: PluginFigures) {
    const { hooksOff } = this.details.health
    const stopped = hooks.filter(({ circuit }) => circuit !== 'closed')
    if (hooksOff.length === 0 && stopped.length === 0) return nothing
    const names = [...new Set([...hooksOff.map(({ hook }) => hook), ...stopped.map(({ hook }) => hook)])]
    return html`<div class="notice critical">
      ${icon('circle-alert')}
      <p>
        <b>${new Intl.ListFormat(this.locale).format(names.map((name) => this.#hook(name)))}</b>
        ${this.t(hooksOff.length > 0 ? 'incidentDisabled' : 'incidentPaused')}
      </p>
      <button class="button" ?disabled=${this.busy} @click=${() => void this.#resume()}>${icon('circle-play')} ${this.t('resume')}</button>
    </div>`
  }

  #renderHooks({ process, hooks }: PluginFigures) {
    const time = html`<time datetime=${process.startedAt}>${formatDateTime(process.startedAt, this.locale)}</time>`
    const [before = '', after = ''] = this.t('activityLead', { name: process.name, time: '\u0000' }).split('\u0000')
    return html`<section class="section">
      <div class="top">
        <p>${before}${time}${after}</p>
        <button class="button dense" @click=${() => void this.#read()}>${icon('refresh-cw')} ${this.t('refresh')}</button>
      </div>
      ${
        hooks.length === 0
          ? emptyState({ picture: 'rows', title: this.t('figuresEmpty'), text: this.t('figuresEmptyText') })
          : renderFigures(hooks, { locale: this.locale, hookOf: (figures: HookFigures) => this.#hook(figures.hook) })
      }
    </section>`
  }

  #renderIncidents({ incidents }: PluginFigures) {
    return html`<section class="section">
      <h3>${this.t('incidents')}</h3>
      ${
        incidents.length === 0
          ? html`<p>${this.t('incidentsEmpty')}</p>`
          : html`<ol class="incidents">
              ${incidents.map((incident) => this.#renderIncident(incident))}
            </ol>`
      }
    </section>`
  }

  #renderIncident(incident: PluginIncident) {
    const { at, hook, kind, cause, detail, times, version } = incident
    return html`<li>
      ${icon(kind === 'failed' ? 'triangle-alert' : kind === 'paused' ? 'circle-pause' : 'circle-alert')}
      <div>
        <p><b title=${hook}>${this.#hook(hook)}</b> <span class="badge">${version}</span> ${this.#happened(incident)}</p>
        ${cause ? html`<p class="help">${this.t(causeWords(cause))}</p>` : nothing}
        ${detail ? html`<p class="detail">${detail}</p>` : nothing}
        <p class="help">
          <time datetime=${at} title=${formatDateTime(at, this.locale)}>${formatRelative(at, this.locale)}</time>
          ${times ? html` · ${this.t('incidentTimes', { ...times })}` : nothing}
        </p>
      </div>
    </li>`
  }

  #happened({ kind, code }: PluginIncident): string {
    if (kind === 'disabled') return this.t('incidentDisabled')
    if (kind === 'paused') return this.t('incidentPaused')
    const what = this.t(failureWords(code))
    return kind === 'killed' ? this.t('incidentKilled', { what }) : what
  }

  #renderLog({ log }: PluginFigures) {
    return html`<section class="section">
      <h3>${this.t('log')}</h3>
      ${
        log.length === 0
          ? html`<p>${this.t('logEmpty')}</p>`
          : html`<p>${this.t('logLead')}</p>
              <div class="log" tabindex="0" role="region" aria-label=${this.t('log')}>
                <ol>
                  ${log.toReversed().map((line) => this.#renderLine(line))}
                </ol>
              </div>`
      }
    </section>`
  }

  #renderLine({ at, hook, level, message }: PluginLogLine) {
    const time = new Intl.DateTimeFormat(this.locale, { dateStyle: 'short', timeStyle: 'medium' }).format(new Date(at))
    return html`<li class=${level}>
      <time datetime=${at}>${time}</time>
      <span title=${hook}>${this.#hook(hook)}</span>
      <span class="message">${message}</span>
    </li>`
  }

  #hook(target: string): string {
    const { id: plugin, contents } = this.details
    return hookName(target, { model: this.app.model, locale: this.locale, plugin, contents })
  }
}
customElements.define('studio-plugin-activity', PluginActivityTab)
