import type { ValidationRule } from '@tenon/sdk/contract/entity-schema'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { ModelEntity } from '@tenon/sdk/contract/model-document'
import { css, html, nothing } from 'lit'
import { dialogStyles } from '../app/dialog.styles.ts'
import { errorText } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'
import { setValidations } from '../draft/set-validations.ts'
import { DraftElement } from './draft-element.ts'
import type { RulesChangedEvent } from './rules-editor.ts'
import './rules-editor.ts'

/** The rules of an entity in the draft. */
export class RulesSheet extends DraftElement {
  static override styles = [
    StudioElement.styles,
    dialogStyles,
    css`
      dialog {
        width: min(720px, calc(100vw - 32px));
      }
      form {
        display: grid;
        gap: var(--tenon-space-4);
        margin-top: var(--tenon-space-4);
      }
    `,
  ]
  static override properties = {
    ...DraftElement.properties,
    entity: { state: true },
    failure: { state: true },
    rules: { state: true },
  }
  declare entity: string | null
  declare failure: string | null
  declare rules: readonly ValidationRule[]

  constructor() {
    super()
    this.entity = null
    this.failure = null
    this.rules = []
  }

  async open(entity: string): Promise<void> {
    this.entity = entity
    this.failure = null
    this.rules = this.#draftEntity?.validations ?? []
    await this.updateComplete
    const dialog = this.element<HTMLDialogElement>('dialog')
    if (!dialog?.open) dialog?.showModal()
  }

  get #draftEntity(): ModelEntity | undefined {
    return this.entity ? this.app.drafts.draft?.document.entities[this.entity] : undefined
  }

  async #save(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const entity = this.#draftEntity
    if (!entity) return
    const rules = this.rules.map(trimmed)
    if (rules.some(({ label, message, condition }) => !label.en || !message.en || !condition)) {
      this.failure = this.t('ruleIncomplete')
      return
    }
    try {
      await this.app.drafts.apply((edits) => setValidations(edits, { entity, rules }))
      this.#close()
    } catch (error) {
      this.failure = errorText(error, this.locale)
    }
  }

  #close(): void {
    this.element<HTMLDialogElement>('dialog')?.close()
    this.entity = null
  }

  override render() {
    const entity = this.#draftEntity
    return html`<dialog aria-labelledby="title" @close=${() => this.#close()}>
      <h2 id="title">${this.t('entityRules')}</h2>
      ${entity ? this.#renderForm(entity) : nothing}
    </dialog>`
  }

  #renderForm(entity: ModelEntity) {
    return html`<form novalidate @submit=${this.#save}>
      <p class="help">${this.t('entityRulesHelp')}</p>
      ${this.rules.length === 0 ? html`<p class="help">${this.t('noRules')}</p>` : nothing}
      <studio-rules-editor
        .document=${this.app.drafts.draft?.document}
        .entity=${entity}
        .rules=${this.rules}
        @studio-rules-changed=${({ rules }: RulesChangedEvent) => {
          this.rules = rules
          this.failure = null
        }}
      ></studio-rules-editor>
      <div role="alert">${this.failure ? html`<p class="error">${this.failure}</p>` : nothing}</div>
      <div class="actions">
        <button type="button" class="button" @click=${() => this.#close()}>${this.t('cancel')}</button>
        <button class="button primary">${this.t('saveToDraft')}</button>
      </div>
    </form>`
  }
}

/** A text in one language alone stands for both. */
function trimmed(rule: ValidationRule): ValidationRule {
  return {
    ...rule,
    condition: rule.condition.trim(),
    label: trimmedText(rule.label),
    message: trimmedText(rule.message),
  }
}

function trimmedText({ en, 'zh-CN': chinese = '' }: LocalizedText): LocalizedText {
  const zh = chinese.trim()
  return { en: en.trim() || zh, ...(zh && { 'zh-CN': zh }) }
}

customElements.define('studio-rules-sheet', RulesSheet)
