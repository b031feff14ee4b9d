import type { DuplicateRule, MatchKind } from '@tenon/sdk/contract/entity-schema'
import type { ModelEntity } from '@tenon/sdk/contract/model-document'
import { html, nothing } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import { matchKinds, newRule } from '../draft/set-duplicate-rules.ts'
import type { MessageKey } from '../locales/catalog.ts'
import { renderAdd, renderRemove, ruleCardStyles } from './rule-cards.ts'

/** By other rules two records are the same thing now. */
export class DuplicateRulesChangedEvent extends Event {
  readonly rules: DuplicateRule[]

  constructor(rules: DuplicateRule[]) {
    super('studio-duplicate-rules-changed')
    this.rules = rules
  }
}

const BY: Readonly<Record<MatchKind, MessageKey>> = {
  email: 'duplicateByEmail',
  phone: 'duplicateByPhone',
  exact: 'duplicateByExact',
  name: 'duplicateByName',
  address: 'duplicateByAddress',
}
const MOST_RULES = 10
const MOST_FIELDS = 5

/** By which fields two records are the same thing, and what happens when somebody saves one. Fires `studio-duplicate-rules-changed`. */
export class DuplicateRulesEditor extends StudioElement {
  static override styles = [StudioElement.styles, ruleCardStyles]
  static override properties = { entity: { attribute: false }, rules: { attribute: false } }
  declare entity: ModelEntity
  declare rules: readonly DuplicateRule[]

  #change(rules: DuplicateRule[]): void {
    this.rules = rules
    this.dispatchEvent(new DuplicateRulesChangedEvent(rules))
  }

  #edit(index: number, change: (rule: DuplicateRule) => DuplicateRule): void {
    this.#change(this.rules.map((rule, at) => (at === index ? change(rule) : rule)))
  }

  get #fields() {
    return Object.entries(this.entity.properties).filter(([, field]) => matchKinds(field).length > 0)
  }

  #kindsOf(name: string): readonly MatchKind[] {
    const field = this.entity.properties[name]
    return field === undefined ? [] : matchKinds(field)
  }

  override render() {
    const canAdd = this.rules.length < MOST_RULES && this.#fields.length > 0
    return html`${this.rules.map((rule, index) => this.#renderRule(rule, index))}
      ${
        canAdd
          ? renderAdd(this.t('duplicateRuleAdd'), () => this.#change([...this.rules, newRule(this.entity, this.rules)]))
          : nothing
      }`
  }

  #renderRule(rule: DuplicateRule, index: number) {
    return html`<div class="rule" role="group" aria-label=${this.t('duplicateRuleNumber', { number: index + 1 })}>
      <div class="row">
        ${this.#renderLabel(rule, index, 'en')} ${this.#renderLabel(rule, index, 'zh-CN')}
        ${renderRemove(this.t('duplicateRuleRemove'), () => this.#change(this.rules.toSpliced(index, 1)))}
      </div>
      ${rule.match.map((_, at) => this.#renderMatch(rule, index, at))}
      ${
        rule.match.length < MOST_FIELDS
          ? renderAdd(this.t('duplicateMatchAdd'), () => this.#addMatch(index), { dense: true })
          : nothing
      }
      ${this.#renderOnWrite(rule, index)}
    </div>`
  }

  #renderLabel({ label }: DuplicateRule, index: number, locale: 'en' | 'zh-CN') {
    const set = (event: Event) => {
      const text = (event.target as HTMLInputElement).value
      this.#edit(index, (rule) => {
        const english = locale === 'en' ? text : rule.label.en
        const chinese = locale === 'en' ? rule.label['zh-CN'] : text
        return { ...rule, label: chinese ? { en: english, 'zh-CN': chinese } : { en: english } }
      })
    }
    return html`<label class="label"
      >${this.t(locale === 'en' ? 'duplicateRuleLabelEn' : 'duplicateRuleLabelZh')}
      <input class="input" .value=${label[locale] ?? ''} maxlength="80" ?required=${locale === 'en'} @change=${set} />
    </label>`
  }

  #addMatch(index: number): void {
    this.#edit(index, (rule) => {
      const used = new Set(rule.match.map(({ field }) => field))
      const [field = ''] = this.#fields.find(([name]) => !used.has(name)) ?? this.#fields[0] ?? []
      const [by = 'exact'] = this.#kindsOf(field)
      return { ...rule, match: [...rule.match, { field, by }] }
    })
  }

  #renderMatch({ match }: DuplicateRule, index: number, at: number) {
    const { field, by } = match[at] ?? { field: '', by: 'exact' }
    const set = (to: { field: string; by: MatchKind }) =>
      this.#edit(index, (rule) => ({ ...rule, match: rule.match.map((one, place) => (place === at ? to : one)) }))
    const chooseField = (event: Event) => {
      const name = (event.target as HTMLSelectElement).value
      const [first = 'exact'] = this.#kindsOf(name)
      set({ field: name, by: first })
    }
    const chooseKind = (event: Event) => set({ field, by: (event.target as HTMLSelectElement).value as MatchKind })
    return html`<div class="row">
      <label class="label"
        >${this.t('duplicateMatchField', { number: at + 1 })}
        <select class="select" @change=${chooseField}>
          ${this.#fields.map(([name, schema]) => html`<option value=${name} ?selected=${name === field}>${this.text(schema.label)}</option>`)}
        </select>
      </label>
      <label class="label"
        >${this.t('duplicateMatchBy')}
        <select class="select" @change=${chooseKind}>
          ${this.#kindsOf(field).map((kind) => html`<option value=${kind} ?selected=${kind === by}>${this.t(BY[kind])}</option>`)}
        </select>
      </label>
      ${
        match.length > 1
          ? renderRemove(this.t('duplicateMatchRemove'), () =>
              this.#edit(index, (rule) => ({ ...rule, match: rule.match.toSpliced(at, 1) })),
            )
          : html`<span></span>`
      }
    </div>`
  }

  #renderOnWrite({ onWrite, match }: DuplicateRule, index: number) {
    // A similar name alone is no reason to refuse anything.
    const canRefuse = match.some(({ by }) => by !== 'name')
    const set = (event: Event) => {
      const refuses = (event.target as HTMLSelectElement).value === 'refuse'
      this.#edit(index, (rule) => ({ ...rule, onWrite: refuses ? 'refuse' : 'warn' }))
    }
    return html`<label class="label"
      >${this.t('duplicateOnWrite')}
      <select class="select" @change=${set}>
        <option value="warn" ?selected=${onWrite === 'warn'}>${this.t('duplicateWarn')}</option>
        ${canRefuse || onWrite === 'refuse' ? html`<option value="refuse" ?selected=${onWrite === 'refuse'}>${this.t('duplicateRefuse')}</option>` : nothing}
      </select>
    </label>`
  }
}
customElements.define('studio-duplicate-rules-editor', DuplicateRulesEditor)
