import type { ErasureOfEntity, ErasurePlan, PersonRecord } from '@tenon/sdk/contract/privacy-api'
import { tableStyles } from '@tenon/web-components/data.styles'
import { css, html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { dialogStyles } from '../app/dialog.styles.ts'
import { errorText } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'

/** Shows what an erasure would do, and does it for whoever types the person's name. Fires `studio-erasure-begun`. */
export class EraseDialog extends StudioElement {
  static override styles = [
    StudioElement.styles,
    tableStyles,
    dialogStyles,
    css`
      dialog {
        width: min(640px, calc(100vw - 32px));
      }
      form {
        display: grid;
        gap: var(--tenon-space-4);
        margin-top: var(--tenon-space-3);
      }
      h3 {
        margin: 0 0 var(--tenon-space-1);
        font-size: var(--tenon-font-size-sm);
      }
      ul {
        margin: 0;
        padding-inline-start: var(--tenon-space-5);
      }
    `,
  ]
  static override properties = {
    app: { attribute: false },
    person: { state: true },
    plan: { state: true },
    typed: { state: true },
    failure: { state: true },
    busy: { state: true },
  }
  declare app: AppServices
  declare person: PersonRecord | null
  declare plan: ErasurePlan | null
  declare typed: string
  declare failure: string | null
  declare busy: boolean

  constructor() {
    super()
    this.person = null
    this.plan = null
    this.typed = ''
    this.failure = null
    this.busy = false
  }

  async open(person: PersonRecord): Promise<void> {
    this.person = person
    this.plan = null
    this.typed = ''
    this.failure = null
    await this.updateComplete
    this.element<HTMLDialogElement>('dialog')?.showModal()
    try {
      this.plan = await this.app.client.privacy.planErasure({ entity: person.entity, id: person.id })
    } catch (error) {
      this.failure = errorText(error, this.locale)
    }
  }

  async #erase(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (!this.plan || !this.person || this.busy) return
    this.busy = true
    this.failure = null
    try {
      const { entity, id } = this.person
      await this.app.client.privacy.erase({ entity, id, confirm: this.typed, records: this.plan.records })
      this.element<HTMLDialogElement>('dialog')?.close()
      this.app.toast({ text: this.t('eraseBegun') })
      this.dispatchEvent(new Event('studio-erasure-begun'))
    } catch (error) {
      this.failure = errorText(error, this.locale)
    } finally {
      this.busy = false
    }
  }

  override render() {
    const { person, plan, failure } = this
    return html`<dialog aria-labelledby="title">
      <h2 id="title">${this.t('eraseTitle', { title: person?.title ?? '' })}</h2>
      <form @submit=${this.#erase}>
        <p>${this.t('eraseLead')}</p>
        ${plan ? this.#renderPlan(plan) : failure ? nothing : html`<span class="skeleton"></span>`}
        <div role="alert">${failure ? html`<p class="error">${failure}</p>` : nothing}</div>
        <div class="actions">
          <button type="button" class="button" @click=${() => this.element<HTMLDialogElement>('dialog')?.close()}>
            ${this.t('cancel')}
          </button>
          <button class="button critical" ?disabled=${this.busy || !this.#mayErase(plan)}>${this.t('eraseButton')}</button>
        </div>
      </form>
    </dialog>`
  }

  #mayErase(plan: ErasurePlan | null): boolean {
    return plan !== null && plan.blocks.length === 0 && plan.records > 0 && this.typed.trim() === plan.confirm
  }

  #renderPlan(plan: ErasurePlan) {
    if (plan.blocks.length > 0) {
      return html`<div>
        <h3>${this.t('eraseBlocked')}</h3>
        <ul>
          ${plan.blocks.map((block) => html`<li>${block}</li>`)}
        </ul>
      </div>`
    }
    return html`${plan.entities.map((entity) => this.#renderEntity(entity))}
    ${
      plan.records === 0
        ? html`<p>${this.t('eraseNothing')}</p>`
        : html`<div class="field">
            <label class="label" for="confirm">${this.t('eraseAgree', { text: plan.confirm })}</label>
            <input
              class="input"
              id="confirm"
              autocomplete="off"
              .value=${this.typed}
              @input=${(event: Event) => {
                this.typed = (event.target as HTMLInputElement).value
              }}
            />
          </div>`
    }`
  }

  #renderEntity({ label, records, history, files, fields, kept, ofOthersToo }: ErasureOfEntity) {
    const filled = fields.filter((field) => field.filled > 0)
    const becomes = (what: 'empty' | 'replaced') => this.t(what === 'empty' ? 'eraseEmptied' : 'eraseReplaced')
    return html`<div>
      <h3>${this.t('erasureTally', { label, records, history, files })}</h3>
      <ul>
        ${filled.map((field) => html`<li>${field.label} (${field.filled}): ${becomes(field.becomes)}</li>`)}
        ${kept.map((one) => html`<li>${this.t('eraseStays', { count: one.records, reason: one.reason })}</li>`)}
        ${ofOthersToo > 0 ? html`<li>${this.t('eraseOthers', { count: ofOthersToo })}</li>` : nothing}
      </ul>
    </div>`
  }
}
customElements.define('studio-erase-dialog', EraseDialog)
