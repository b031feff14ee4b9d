import type { EmbedExposure, OnDelete } from '@tenon/sdk/contract/entity-schema'
import { textIn } from '@tenon/sdk/contract/locale'
import { isDerivedType } from '@tenon/sdk/contract/value-field'
import { html, nothing } from 'lit'
import { FIELD_TYPE_KEYWORDS, type FieldKeyword } from '../draft/field-type-keywords.ts'
import type { MessageKey } from '../locales/catalog.ts'
import { translate } from '../locales/translate.ts'
import type { FieldView } from './field-view.ts'
import type { OptionsChangedEvent } from './options-editor.ts'
import { renderDerived } from './render-derived.ts'
import { renderTextInput } from './render-text-input.ts'
import './options-editor.ts'

type Rule = 'required' | 'unique' | 'indexed' | 'searchable'

/** What belongs to the chosen type, then the rules and the help of any field. */
export function renderFieldDetails(view: FieldView) {
  const keywords = FIELD_TYPE_KEYWORDS[view.form.fieldType]
  const t = (key: MessageKey) => translate(view.locale, key)
  const numbers = keywords.includes('minimum')
  return html`${keywords.includes('options') ? renderOptions(view) : nothing}
    ${isDerivedType(view.form.fieldType) ? renderDerived(view) : nothing}
    ${keywords.includes('reference') ? renderReference(view) : nothing}
    ${keywords.includes('currency') ? renderTextInput(view, { name: 'currency', label: t('currency'), help: t('currencyHelp'), placeholder: 'CNY' }) : nothing}
    ${keywords.includes('scale') ? renderTextInput(view, { name: 'scale', label: t('scale'), type: 'number', placeholder: '2' }) : nothing}
    ${keywords.includes('sequence') ? renderSequence(view) : nothing}
    ${keywords.includes('maxLength') ? renderTextInput(view, { name: 'maxLength', label: t('maxLength'), type: 'number' }) : nothing}
    ${
      numbers
        ? html`<div class="pair">
            ${renderTextInput(view, { name: 'minimum', label: t('minimum'), type: 'number' })}
            ${renderTextInput(view, { name: 'maximum', label: t('maximum'), type: 'number' })}
          </div>`
        : nothing
    }
    ${renderRules(view, keywords)} ${renderEmbed(view)}
    <div class="pair">
      ${renderTextInput(view, { name: 'helpEn', label: t('helpEnglish') })}
      ${renderTextInput(view, { name: 'helpZh', label: t('helpChinese'), lang: 'zh-CN' })}
    </div>`
}

function renderOptions(view: FieldView) {
  const problem = view.problems.options
  return html`<div class="group" id="options" tabindex="-1">
    <p class="legend">${translate(view.locale, 'options')}</p>
    <studio-options-editor
      .options=${view.form.options}
      .stored=${view.storedOptions}
      @studio-options-changed=${(event: OptionsChangedEvent) => view.change({ options: event.options })}
    ></studio-options-editor>
    ${problem ? html`<p class="error">${translate(view.locale, problem)}</p>` : nothing}
  </div>`
}

const ON_DELETE: Array<[value: OnDelete, message: MessageKey]> = [
  ['setNull', 'onDeleteSetNull'],
  ['restrict', 'onDeleteRestrict'],
  ['cascade', 'onDeleteCascade'],
]

function renderReference(view: FieldView) {
  const { form, model, locale, problems } = view
  const problem = problems.referenceEntity
  return html`<div class="pair">
    <div class="field">
      <label class="label" for="referenceEntity">${translate(locale, 'referenceTarget')}</label>
      <select
        class="select"
        id="referenceEntity"
        aria-invalid=${problem ? 'true' : nothing}
        @change=${(event: Event) => view.change({ referenceEntity: (event.target as HTMLSelectElement).value })}
      >
        <option value="" ?selected=${!form.referenceEntity}>${translate(locale, 'choose')}</option>
        ${Object.values(model.entities).map(
          ({ name, label }) =>
            html`<option value=${name} ?selected=${name === form.referenceEntity}>${textIn(label, locale)}</option>`,
        )}
      </select>
      ${problem ? html`<p class="error">${translate(locale, problem)}</p>` : nothing}
    </div>
    <div class="field">
      <label class="label" for="onDelete">${translate(locale, 'onDelete')}</label>
      <select
        class="select"
        id="onDelete"
        @change=${(event: Event) => view.change({ onDelete: (event.target as HTMLSelectElement).value as OnDelete })}
      >
        ${ON_DELETE.map(([value, message]) => html`<option value=${value} ?selected=${value === form.onDelete}>${translate(locale, message)}</option>`)}
      </select>
    </div>
  </div>`
}

function renderSequence(view: FieldView) {
  return html`<div class="pair">
    ${renderTextInput(view, { name: 'prefix', label: translate(view.locale, 'sequencePrefix'), placeholder: 'NO-' })}
    ${renderTextInput(view, { name: 'padding', label: translate(view.locale, 'sequencePadding'), type: 'number', placeholder: '5' })}
  </div>`
}

const RULES: Array<[rule: Rule, label: MessageKey, help: MessageKey]> = [
  ['required', 'ruleRequired', 'ruleRequiredHelp'],
  ['unique', 'ruleUnique', 'ruleUniqueHelp'],
  ['searchable', 'ruleSearchable', 'ruleSearchableHelp'],
  ['indexed', 'ruleIndexed', 'ruleIndexedHelp'],
]

function renderRules(view: FieldView, keywords: readonly FieldKeyword[]) {
  const offered = RULES.filter(([rule]) => isOffered(rule, view, keywords))
  return html`<fieldset class="group">
    <legend>${translate(view.locale, 'rules')}</legend>
    ${isDerivedType(view.form.fieldType) ? html`<p class="help">${translate(view.locale, 'derivedField')}</p>` : nothing}
    ${view.isComputed ? html`<p class="help">${translate(view.locale, 'computedField')}</p>` : nothing}
    ${offered.map(
      ([rule, label, help]) => html`<label class="rule">
        <span>${translate(view.locale, label)}</span>
        <small>${translate(view.locale, help)}</small>
        <input
          class="switch"
          type="checkbox"
          role="switch"
          .checked=${view.form[rule]}
          @change=${(event: Event) => view.change({ [rule]: (event.target as HTMLInputElement).checked })}
        />
      </label>`,
    )}
  </fieldset>`
}

/** Code may fail without a write failing with it, so that a computed value can be neither required nor unique. */
function isOffered(rule: Rule, { form, isComputed }: FieldView, keywords: readonly FieldKeyword[]): boolean {
  if (isComputed && (rule === 'required' || rule === 'unique')) return false
  return rule === 'required' ? form.fieldType !== 'sequence' && !isDerivedType(form.fieldType) : keywords.includes(rule)
}

const EXPOSURES: Array<[value: EmbedExposure, message: MessageKey]> = [
  ['never', 'embedNever'],
  ['portal', 'embedPortal'],
  ['public', 'embedPublic'],
]

function renderEmbed(view: FieldView) {
  return html`<div class="field">
    <label class="label" for="embed">${translate(view.locale, 'embed')}</label>
    <select
      class="select"
      id="embed"
      @change=${(event: Event) => view.change({ embed: (event.target as HTMLSelectElement).value as EmbedExposure })}
    >
      ${EXPOSURES.map(([value, message]) => html`<option value=${value} ?selected=${value === view.form.embed}>${translate(view.locale, message)}</option>`)}
    </select>
    <p class="help">${translate(view.locale, 'embedHelp')}</p>
  </div>`
}
