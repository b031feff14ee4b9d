import { PARKED_DAYS, type PlanDependent, type PlanRisk, type PlanStep } from '@tenon/sdk/contract/change-plan'
import type { StageWhatIf } from '@tenon/sdk/contract/stage-what-if'
import { formatDate } from '@tenon/web-components/value/format-date'
import { html, nothing } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import { type IconName, icon } from '../icons/icon.ts'
import type { MessageKey } from '../locales/catalog.ts'
import type { MessageParameters } from '../locales/translate.ts'
import { formatDuration } from './format-duration.ts'
import { lockMeaning } from './lock-meaning.ts'
import { planStepStyles } from './plan-step.styles.ts'
import { renderSamples } from './render-samples.ts'
import './plan-dependents.ts'
import './plan-what-if.ts'

const RISKS: Record<PlanRisk, { icon: IconName; label: MessageKey }> = {
  safe: { icon: 'shield-check', label: 'riskSafe' },
  caution: { icon: 'triangle-alert', label: 'riskCaution' },
  destructive: { icon: 'circle-alert', label: 'riskDestructive' },
}

const DAY_MILLISECONDS = 24 * 3_600_000

/** One step of a plan: what it does, how risky, how long, whom it makes wait, how many rows; what uses it, rows and SQL on demand. */
export class PlanStepCard extends StudioElement {
  static override styles = [StudioElement.styles, planStepStyles]
  static override properties = {
    step: { attribute: false },
    estimate: { attribute: false },
    dependents: { attribute: false },
    values: { attribute: false },
    rules: { attribute: false },
  }
  declare step: PlanStep
  /** The figures come from a share of the rows. */
  declare estimate: boolean
  declare dependents: readonly PlanDependent[]
  /** Address of all values that the step changes or puts aside, as a file. */
  declare values: string
  /** New rules of stages, with the records that would not keep to them. */
  declare rules: readonly StageWhatIf[]

  constructor() {
    super()
    this.estimate = false
    this.dependents = []
    this.values = ''
    this.rules = []
  }

  override render() {
    const { summary, sql, lock, risk, impact, time, samples } = this.step
    const { icon: name, label } = RISKS[risk]
    return html`<div class="line">
        <div class="words">
          <p>${this.text(summary)}</p>
          <div class="facts">
            ${impact ? html`<span>${this.#impact(impact)}</span>` : nothing}
            ${impact && impact.lost > 0 ? html`<span class="lost">${this.#about('impactLost', { count: impact.lost })}</span>` : nothing}
            ${impact && impact.lost > 0 ? html`<span>${this.t('stepKept', { days: PARKED_DAYS, date: this.#keptUntil() })}</span>` : nothing}
            <span>${this.t('stepTime', { time: formatDuration(time.milliseconds, this.locale) })}</span>
            <span title=${lock}>${this.t(lockMeaning(lock))}</span>
          </div>
        </div>
        <span class="risk ${risk}">${icon(name)} ${this.t(label)}</span>
      </div>
      ${
        this.dependents.length > 0
          ? html`<details>
              <summary>${this.t('stepDependents', { count: this.dependents.length })}</summary>
              <studio-plan-dependents .dependents=${this.dependents}></studio-plan-dependents>
            </details>`
          : nothing
      }
      ${
        this.rules.length > 0
          ? html`<details ?open=${this.rules.some(({ failing }) => (failing ?? 0) > 0)}>
              <summary>${this.t('stepWhatIf', { count: this.rules.length })}</summary>
              <studio-plan-what-if .rules=${this.rules}></studio-plan-what-if>
            </details>`
          : nothing
      }
      ${
        samples.length > 0
          ? html`<details>
              <summary>${this.t('stepSamples', { count: samples.length })}</summary>
              <div class="rows">
                ${renderSamples(samples, this.locale)}
                ${this.values ? html`<p><a href=${this.values} download>${this.t('stepValues')}</a></p>` : nothing}
              </div>
            </details>`
          : nothing
      }
      ${
        sql.length > 0
          ? html`<details>
              <summary>${this.t('showSql', { count: sql.length })}</summary>
              <pre><code>${sql.join(';\n')};</code></pre>
            </details>`
          : nothing
      }`
  }

  /** Day until which what is put aside today can come back. */
  #keptUntil(): string {
    return formatDate(new Date(Date.now() + PARKED_DAYS * DAY_MILLISECONDS).toISOString().slice(0, 10), this.locale)
  }

  #impact({ rows, affected }: { rows: number; affected: number }): string {
    return affected > 0 ? this.#about('impactAffected', { rows, affected }) : this.#about('impactNone', { rows })
  }

  #about(key: MessageKey, parameters: MessageParameters): string {
    const words = this.t(key, parameters)
    return this.estimate ? this.t('approximately', { words }) : words
  }
}
customElements.define('studio-plan-step', PlanStepCard)
