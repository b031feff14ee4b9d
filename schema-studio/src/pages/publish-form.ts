import type { PublishDraftInput } from '@tenon/sdk/contract/api-contract'
import type { ChangePlan } from '@tenon/sdk/contract/change-plan'
import type { SchedulePublishInput } from '@tenon/sdk/contract/plan-consent'
import type { StageAnswer } from '@tenon/sdk/contract/stage-mapping'
import { css, html, nothing, type PropertyValues } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import type { MessageKey } from '../locales/catalog.ts'
import type { StagesAnsweredEvent } from './stage-questions.ts'
import { fittingAnswer, stagesAnswered } from './stages-answered.ts'
import './stage-questions.ts'

/** Somebody has agreed to the plan, and wants it published. */
export class PublishAskedEvent extends Event {
  readonly input: Omit<PublishDraftInput, 'revision'>

  constructor(input: PublishAskedEvent['input']) {
    super('studio-publish')
    this.input = input
  }
}

/** The same, but at a time. */
export class ScheduleAskedEvent extends Event {
  readonly input: Omit<SchedulePublishInput, 'revision'>

  constructor(input: ScheduleAskedEvent['input']) {
    super('studio-schedule')
    this.input = input
  }
}

/** What is said and agreed to before a plan is published, at once or at a time. Fires `studio-publish` or `studio-schedule`. */
export class PublishForm extends StudioElement {
  static override styles = [
    StudioElement.styles,
    css`
  .publish {
        display: grid;
        gap: var(--tenon-space-4);
        margin-top: var(--tenon-space-6);
        padding-top: var(--tenon-space-5);
        border-top: 1px solid var(--tenon-line);
      }
      .publish .textarea {
        min-height: 60px;
      }
      .consent {
        display: flex;
        gap: 10px;
        align-items: flex-start;
        padding: var(--tenon-space-3) var(--tenon-space-4);
        border-radius: var(--tenon-radius-card);
        background: var(--tenon-critical-soft);
        color: var(--tenon-critical-text);
        font-size: var(--tenon-font-size-sm);
      }
      .consent .checkbox {
        flex: none;
        margin-top: 2px;
      }
      details {
        margin-top: var(--tenon-space-4);
      }
      summary {
        cursor: pointer;
      }
      .go {
        display: flex;
        flex-wrap: wrap;
        gap: var(--tenon-space-3);
        align-items: center;
      }
    `,
  ]
  static override properties = {
    plan: { attribute: false },
    waits: { attribute: false },
    counting: { attribute: false },
    busy: { attribute: false },
    consent: { state: true },
    stages: { state: true },
  }
  declare plan: ChangePlan
  /** Why nothing can be published yet; null where it can. */
  declare waits: MessageKey | null
  /** The rows that the plan will meet are being counted. */
  declare counting: boolean
  /** It is being published. */
  declare busy: boolean
  declare consent: boolean
  /** What was said about records whose stage goes. */
  declare stages: StageAnswer

  constructor() {
    super()
    this.waits = null
    this.counting = false
    this.busy = false
    this.consent = false
    this.stages = {}
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('plan')
    if (changed.has('plan')) this.stages = fittingAnswer(this.plan.stages, this.stages)
    // Whoever agreed to something has not agreed to something else.
    if (before !== undefined && (before.hash !== this.plan.hash || lostBy(before) < lostBy(this.plan)))
      this.consent = false
  }

  get #needsConsent(): boolean {
    const { counts, steps, needsConsent } = this.plan
    // What was not counted may hold values that nobody has seen.
    return needsConsent || (counts === 'estimated' && steps.some(({ risk }) => risk !== 'safe'))
  }

  get #said() {
    const note = this.element<HTMLTextAreaElement>('#note')?.value.trim() ?? ''
    const { stranded, returning } = this.plan.stages
    return {
      ...(this.consent && { consent: true }),
      ...(stranded.length + returning.length > 0 && { stages: this.stages }),
      ...(note && { note }),
    }
  }

  #submit(event: Event): void {
    event.preventDefault()
    this.dispatchEvent(new PublishAskedEvent(this.#said))
  }

  #schedule(): void {
    const time = this.element<HTMLInputElement>('#time')
    const zone = this.element<HTMLSelectElement>('#zone')
    if (!time || !zone || !time.reportValidity()) return
    // A browser may give seconds too.
    const localTime = time.value.slice(0, 'YYYY-MM-DDThh:mm'.length)
    this.dispatchEvent(new ScheduleAskedEvent({ ...this.#said, localTime, timeZone: zone.value }))
  }

  override render() {
    const { stages, blockers } = this.plan
    const isOpen = !stagesAnswered(stages, this.stages)
    const blocked =
      this.waits !== null || this.counting || blockers.length > 0 || isOpen || (this.#needsConsent && !this.consent)
    return html`<form class="publish" @submit=${this.#submit}>
      <studio-stage-questions
        .stages=${stages}
        .answer=${this.stages}
        @studio-stages-answered=${({ answer }: StagesAnsweredEvent) => {
          this.stages = answer
        }}
      ></studio-stage-questions>
      ${this.#needsConsent ? this.#renderConsent() : nothing}
      <div class="field">
        <label class="label" for="note">${this.t('publishNote')}</label>
        <textarea class="textarea" id="note" rows="2" maxlength="500" placeholder=${this.t('publishNotePlaceholder')}></textarea>
      </div>
      <div class="go">
        <button class="button primary" ?disabled=${blocked || this.busy}>
          ${icon('rocket')} ${this.t(this.busy ? 'publishing' : 'publish')}
        </button>
        <span class="help">${this.t(this.waits ?? (isOpen ? 'stagesFirst' : 'publishHelp'))}</span>
      </div>
    </form>
    ${this.#renderLater(blocked || this.busy)}`
  }

  #renderLater(blocked: boolean) {
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone
    const zones = [...new Set([here, 'UTC', ...Intl.supportedValuesOf('timeZone')])]
    return html`<details>
      <summary>${this.t('publishLater')}</summary>
      <p class="help">${this.t('publishLaterHelp')}</p>
      <div class="go">
        <label class="field"><span class="label">${this.t('publishTime')}</span>
          <input class="input" id="time" type="datetime-local" required />
        </label>
        <label class="field"><span class="label">${this.t('publishZone')}</span>
          <select class="select" id="zone">
            ${zones.map((zone) => html`<option value=${zone} ?selected=${zone === here}>${zone}</option>`)}
          </select>
        </label>
        <button class="button" type="button" ?disabled=${blocked} @click=${() => this.#schedule()}>
          ${icon('calendar-clock')} ${this.t('publishSchedule')}
        </button>
      </div>
    </details>`
  }

  #renderConsent() {
    return html`<label class="consent">
      <input
        class="checkbox"
        type="checkbox"
        .checked=${this.consent}
        @change=${(event: Event) => {
          this.consent = (event.target as HTMLInputElement).checked
        }}
      />
      <span>${this.t('consentToPark')}</span>
    </label>`
  }
}
function lostBy({ steps }: ChangePlan): number {
  return steps.reduce((sum, { impact }) => sum + (impact?.lost ?? 0), 0)
}
customElements.define('studio-publish-form', PublishForm)
