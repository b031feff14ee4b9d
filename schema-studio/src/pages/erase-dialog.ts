import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { FormSchema } from '@tenon/sdk/contract/form-schema'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import type {
  ErasedBecomes,
  ErasedChoice,
  EraseInput,
  ErasureOfEntity,
  ErasurePlan,
  PersonRecord,
} from '@tenon/sdk/contract/privacy-api'
import { tableStyles } from '@tenon/web-components/data.styles'
import '@tenon/web-components/value-form'
import { css, html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { dialogStyles } from '../app/dialog.styles.ts'
import { errorText } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'

const BECOMES = { empty: 'eraseEmptied', replaced: 'eraseReplaced', chosen: 'eraseChosen' } as const

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
      section {
        display: grid;
        gap: var(--tenon-space-2);
      }
      section > * {
        margin: 0;
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
  #form: { of: readonly ErasedChoice[]; schema: FormSchema } | null = null

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
    const { plan } = this
    const chosen = plan.choices.length === 0 ? {} : await this.#collect(plan)
    if (chosen === null) return
    this.busy = true
    this.failure = null
    try {
      const { entity, id } = this.person
      await this.app.client.privacy.erase({ entity, id, confirm: this.typed, records: plan.records, ...chosen })
      this.element<HTMLDialogElement>('dialog')?.close()
      this.app.toast({ text: this.t('eraseBegun') })
      this.dispatchEvent(new Event('studio-erasure-begun'))
    } catch (error) {
      this.failure = errorText(error, this.locale)
    } finally {
      this.busy = false
    }
  }

  /** What was chosen for each field; null where something is missing, which the form says. */
  async #collect({ choices }: ErasurePlan): Promise<Pick<EraseInput, 'values'> | null> {
    const form = this.element<HTMLElementTagNameMap['tenon-value-form']>('tenon-value-form')
    const collected = (await form?.collect()) ?? null
    if (collected === null) return null
    const values: Record<string, JsonObject> = {}
    for (const [index, { entity, field }] of choices.entries())
      values[entity] = { ...values[entity], [field]: collected[`choice${index}`] ?? null }
    return { values }
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
        : html`${this.#renderChoices(plan)}<div class="field">
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

  /** Fields that must have a value, and of which nobody but a person can say which one tells nothing. */
  #renderChoices({ choices }: ErasurePlan) {
    if (choices.length === 0) return nothing
    return html`<section>
      <h3>${this.t('eraseChoose')}</h3>
      <p class="help">${this.t('eraseChooseHelp')}</p>
      <tenon-value-form
        .client=${this.app.client}
        .model=${this.app.model}
        .form=${this.#formOf(choices)}
        .locale=${this.locale}
      ></tenon-value-form>
    </section>`
  }

  /** The same for the same plan: a form starts over for another one. */
  #formOf(choices: readonly ErasedChoice[]): FormSchema {
    if (this.#form?.of === choices) return this.#form.schema
    const fields = choices.map(({ schema, entityLabel }, index) => {
      const { label, fieldType, options, reference, targets } = schema
      const told = {
        en: `${textIn(label, 'en')} · ${entityLabel}`,
        'zh-CN': `${textIn(label, 'zh-CN')} · ${entityLabel}`,
      }
      const field: FieldSchema = { label: told, fieldType }
      const more = { ...(options && { options }), ...(reference && { reference }), ...(targets && { targets }) }
      return [`choice${index}`, { ...field, ...more }] as const
    })
    const schema = { properties: Object.fromEntries(fields), required: fields.map(([name]) => name) }
    this.#form = { of: choices, schema }
    return schema
  }

  #renderEntity({ label, records, history, files, fields, kept, ofOthersToo }: ErasureOfEntity) {
    const filled = fields.filter((field) => field.filled > 0)
    const becomes = (what: ErasedBecomes) => this.t(BECOMES[what])
    return html`<div>
      <h3>${this.t('erasureTally', { label, records, history, files })}</h3>
      <ul>
        ${filled.map((field) => html`<li>${this.t('withLabel', { label: `${field.label} (${field.filled})`, value: becomes(field.becomes) })}</li>`)}
        ${kept.map((one) => html`<li>${this.t('eraseStays', { count: one.records, reason: one.reason })}</li>`)}
        ${ofOthersToo > 0 ? html`<li>${this.t('eraseOthers', { count: ofOthersToo })}</li>` : nothing}
      </ul>
    </div>`
  }
}
customElements.define('studio-erase-dialog', EraseDialog)
