import type { ValidationRule } from '@tenon/sdk/contract/entity-schema'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { ModelDocument, ModelEntity } from '@tenon/sdk/contract/model-document'
import type { DerivationProblem } from '@tenon/sdk/expression/derivation'
import { css, html } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import { ruleProblems } from '../draft/condition-problems.ts'
import { fieldNameFrom } from '../draft/field-name.ts'
import { icon } from '../icons/icon.ts'
import type { ExpressionChangedEvent } from './expression-editor.ts'
import { fieldSheetStyles } from './field-sheet.styles.ts'
import './expression-editor.ts'

/** Other rules are asked now. */
export class RulesChangedEvent extends Event {
  readonly rules: ValidationRule[]

  constructor(rules: ValidationRule[]) {
    super('studio-rules-changed')
    this.rules = rules
  }
}

type Change = (rule: ValidationRule) => ValidationRule

/** What records of an entity must meet, rule by rule, each with what is said where it is not met. Fires `studio-rules-changed`. */
export class RulesEditor extends StudioElement {
  static override styles = [
    StudioElement.styles,
    fieldSheetStyles,
    css`
      :host {
        display: grid;
        gap: var(--tenon-space-4);
      }
      .condition {
        display: grid;
        gap: var(--tenon-space-3);
        margin: 0;
        padding: var(--tenon-space-3);
        border: 1px solid var(--tenon-line);
        border-radius: var(--tenon-radius-card);
      }
      .add,
      .remove {
        justify-self: start;
      }
    `,
  ]
  static override properties = {
    document: { attribute: false },
    entity: { attribute: false },
    rules: { attribute: false },
  }
  declare document: ModelDocument
  declare entity: ModelEntity
  declare rules: readonly ValidationRule[]

  #change(rules: ValidationRule[]): void {
    this.rules = rules
    this.dispatchEvent(new RulesChangedEvent(rules))
  }

  #changeOne(index: number, change: Change): void {
    this.#change(this.rules.map((rule, at) => (at === index ? change(rule) : rule)))
  }

  async #add(): Promise<void> {
    const name = fieldNameFrom(
      'rule',
      this.rules.map((rule) => rule.name),
    )
    const rule = { name, label: { en: '' }, condition: '', message: { en: '' } }
    this.#change([...this.rules, rule])
    await this.updateComplete
    this.element<HTMLInputElement>(`#label-${this.rules.length - 1}-en`)?.focus()
  }

  override render() {
    const problems = ruleProblems(this.document, { entity: this.entity.name, rules: this.rules })
    return html`${this.rules.map((rule, index) =>
      this.#renderRule(rule, index, rule.condition.trim() === '' ? [] : problemsAt(problems, index)),
    )}
      <button type="button" class="button quiet add" @click=${() => void this.#add()}>
        ${icon('plus')} ${this.t('addRule')}
      </button>`
  }

  #renderRule(rule: ValidationRule, index: number, problems: readonly DerivationProblem[]) {
    const fields = Object.entries(this.entity.properties)
    return html`<div class="condition" role="group" aria-label=${this.text(rule.label) || rule.name}>
      ${this.#renderTexts(index, 'label', rule.label)}
      <studio-expression-editor
        .label=${this.t('ruleCondition')}
        .help=${this.t('ruleConditionHelp')}
        .value=${rule.condition}
        .problems=${problems}
        .names=${fields.map(([name, { label }]) => ({ name, label: this.text(label) }))}
        @studio-expression-changed=${({ text }: ExpressionChangedEvent) =>
          this.#changeOne(index, (one) => ({ ...one, condition: text }))}
      ></studio-expression-editor>
      ${this.#renderTexts(index, 'message', rule.message)}
      <button type="button" class="button quiet remove" @click=${() => this.#change(this.rules.toSpliced(index, 1))}>
        ${icon('x')} ${this.t('removeRule')}
      </button>
    </div>`
  }

  #renderTexts(index: number, keyword: 'label' | 'message', text: LocalizedText) {
    const words = {
      label: ['ruleEnglish', 'ruleChinese'],
      message: ['ruleMessageEnglish', 'ruleMessageChinese'],
    } as const
    const [english, chinese] = words[keyword]
    const set = (language: keyof LocalizedText) => (event: Event) => {
      const { value } = event.target as HTMLInputElement
      this.#changeOne(index, (rule) => ({ ...rule, [keyword]: withText(rule[keyword], language, value) }))
    }
    return html`<div class="pair">
      <div class="field">
        <label class="label" for="${keyword}-${index}-en">${this.t(english)}</label>
        <input class="input" id="${keyword}-${index}-en" lang="en" autocomplete="off" .value=${text.en} @input=${set('en')} />
      </div>
      <div class="field">
        <label class="label" for="${keyword}-${index}-zh">${this.t(chinese)}</label>
        <input
          class="input"
          id="${keyword}-${index}-zh"
          lang="zh-CN"
          autocomplete="off"
          .value=${text['zh-CN'] ?? ''}
          @input=${set('zh-CN')}
        />
      </div>
    </div>`
  }
}

function problemsAt(problems: readonly DerivationProblem[], index: number): DerivationProblem[] {
  return problems.filter(({ pointer }) => pointer === `/${index}/condition`)
}

function withText(text: LocalizedText, language: keyof LocalizedText, value: string): LocalizedText {
  if (language === 'zh-CN' && value === '') return { en: text.en }
  return { ...text, [language]: value }
}

customElements.define('studio-rules-editor', RulesEditor)
