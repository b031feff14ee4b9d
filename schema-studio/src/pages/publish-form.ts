import type { PublishDraftInput } from '@tenon/sdk/contract/api-contract'
import type { ChangePlan } from '@tenon/sdk/contract/change-plan'
import { css, html, nothing, type PropertyValues } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import type { MessageKey } from '../locales/catalog.ts'

/** Somebody has agreed to the plan, and wants it published. */
export class PublishAskedEvent extends Event {
  readonly input: Omit<PublishDraftInput, 'revision'>

  constructor(input: PublishAskedEvent['input']) {
    super('studio-publish')
    this.input = input
  }
}

/** What is said and agreed to before a plan is published. Fires `studio-publish`. */
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
  }
  declare plan: ChangePlan
  /** Why nothing can be published yet; null where it can. */
  declare waits: MessageKey | null
  /** The rows that the plan will meet are being counted. */
  declare counting: boolean
  /** It is being published. */
  declare busy: boolean
  declare consent: boolean

  constructor() {
    super()
    this.waits = null
    this.counting = false
    this.busy = false
    this.consent = false
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('plan')
    // Whoever agreed to something has not agreed to something else.
    if (before !== undefined && (before.hash !== this.plan.hash || lostBy(before) < lostBy(this.plan)))
      this.consent = false
  }

  get #needsConsent(): boolean {
    const { counts, steps, needsConsent } = this.plan
    // What was not counted may hold values that nobody has seen.
    return needsConsent || (counts === 'estimated' && steps.some(({ risk }) => risk !== 'safe'))
  }

  #submit(event: Event): void {
    event.preventDefault()
    const note = this.element<HTMLTextAreaElement>('#note')?.value.trim() ?? ''
    this.dispatchEvent(new PublishAskedEvent({ ...(this.consent && { consent: true }), ...(note && { note }) }))
  }

  override render() {
    const blocked =
      this.waits !== null || this.counting || this.plan.blockers.length > 0 || (this.#needsConsent && !this.consent)
    return html`<form class="publish" @submit=${this.#submit}>
      ${this.#needsConsent ? this.#renderConsent() : nothing}
      <div class="field">
        <label class="label" for="note">${this.t('publishNote')}</label>
        <textarea class="textarea" id="note" rows="2" maxlength="500" placeholder=${this.t('publishNotePlaceholder')}></textarea>
      </div>
      <div class="go">
        <button class="button primary" ?disabled=${blocked || this.busy}>
          ${icon('rocket')} ${this.t(this.busy ? 'publishing' : 'publish')}
        </button>
        <span class="help">${this.t(this.waits ?? 'publishHelp')}</span>
      </div>
    </form>`
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
