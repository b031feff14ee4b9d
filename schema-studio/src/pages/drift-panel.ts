import type { ModelDrift } from '@tenon/sdk/contract/model-drift'
import type { PlannedStages, StageAnswer } from '@tenon/sdk/contract/stage-mapping'
import { stateStyles } from '@tenon/web-components/data.styles'
import { css, html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'
import type { StagesAnsweredEvent } from './stage-questions.ts'
import { fittingAnswer, stagesAnswered } from './stages-answered.ts'
import './stage-questions.ts'

/** Compares the database with the model on demand, says what differs, and brings it in step. Fires `studio-repaired`. */
export class DriftPanel extends StudioElement {
  static override styles = [
    StudioElement.styles,
    stateStyles,
    css`
      :host {
        display: block;
        margin-top: var(--tenon-space-6);
      }
      h2 {
        margin: 0 0 var(--tenon-space-3);
        font-size: var(--tenon-font-size-md);
        font-weight: var(--tenon-weight-strong);
      }
      p {
        margin: 0 0 var(--tenon-space-3);
        font-size: var(--tenon-font-size-sm);
      }
      .lead {
        color: var(--tenon-text-muted);
        font-size: var(--tenon-font-size-xs);
      }
      ul {
        margin: 0 0 var(--tenon-space-3);
        padding-inline-start: var(--tenon-space-4);
        font-size: var(--tenon-font-size-sm);
        overflow-wrap: anywhere;
      }
      studio-stage-questions {
        margin-bottom: var(--tenon-space-3);
      }
      .go {
        display: flex;
        flex-wrap: wrap;
        gap: var(--tenon-space-2);
      }
    `,
  ]
  static override properties = {
    app: { attribute: false },
    drift: { state: true },
    failure: { state: true },
    busy: { state: true },
    stages: { state: true },
  }
  declare app: AppServices
  declare drift: ModelDrift | null
  declare failure: string | null
  declare busy: boolean
  declare stages: StageAnswer

  constructor() {
    super()
    this.drift = null
    this.failure = null
    this.busy = false
    this.stages = {}
  }

  get #planned(): PlannedStages {
    return { stranded: this.drift?.stranded ?? [], returning: [] }
  }

  async #check(): Promise<void> {
    this.busy = true
    try {
      this.drift = await this.app.client.model.drift()
      this.stages = fittingAnswer(this.#planned, this.stages)
      this.failure = null
    } catch (error) {
      this.failure = errorText(error, this.locale)
    } finally {
      this.busy = false
    }
  }

  async #repair(): Promise<void> {
    const agreed = await this.app.confirm({
      title: this.t('driftRepairTitle'),
      text: this.t('driftRepairText'),
      confirm: this.t('driftRepair'),
      cancel: this.t('cancel'),
    })
    if (!agreed) return
    this.busy = true
    try {
      const { version } = await this.app.client.model.repairDrift({ stages: this.stages })
      const text = version === null ? this.t('runBegun') : this.t('driftRepaired', { version })
      this.app.toast({ tone: 'positive', text })
      this.dispatchEvent(new Event('studio-repaired'))
      await this.#check()
    } catch (error) {
      this.failure = errorText(error, this.locale)
    } finally {
      this.busy = false
    }
  }

  override render() {
    const repairable = this.drift?.items.some((item) => item.repairable) ?? false
    return html`<h2>${this.t('driftTitle')}</h2>
      <p class="lead">${this.t('driftText')}</p>
      <div role="status">${this.drift === null ? nothing : this.#renderDrift(this.drift)}</div>
      <studio-stage-questions
        .stages=${this.#planned}
        .answer=${this.stages}
        @studio-stages-answered=${({ answer }: StagesAnsweredEvent) => {
          this.stages = answer
        }}
      ></studio-stage-questions>
      ${this.failure ? html`<p class="error" role="alert">${this.failure}</p>` : nothing}
      <div class="go">
        <button class="button" ?disabled=${this.busy} @click=${() => void this.#check()}>${this.t('driftCheck')}</button>
        ${
          repairable
            ? html`<button class="button" ?disabled=${this.busy || !stagesAnswered(this.#planned, this.stages)} @click=${() => void this.#repair()}>${this.t('driftRepair')}</button>`
            : nothing
        }
      </div>`
  }

  #renderDrift({ version, items }: ModelDrift) {
    if (items.length === 0) return html`<p>${this.t('driftNone', { version })}</p>`
    return html`<p>${this.t('driftFound', { count: items.length, version })}</p>
      <ul>
        ${items.map(({ text }) => html`<li>${this.text(text)}</li>`)}
      </ul>`
  }
}
customElements.define('studio-drift-panel', DriftPanel)
