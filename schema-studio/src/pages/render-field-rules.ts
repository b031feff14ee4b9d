import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import { isDerivedType } from '@tenon/sdk/contract/value-field'
import { html, nothing } from 'lit'
import type { FieldKeyword } from '../draft/field-type-keywords.ts'
import type { MessageKey } from '../locales/catalog.ts'
import { translate } from '../locales/translate.ts'
import type { FieldView } from './field-view.ts'

type Rule =
  | 'required'
  | 'unique'
  | 'caseFolded'
  | 'searchable'
  | 'indexed'
  | 'readOnly'
  | 'sensitive'
  | 'personal'
  | 'deprecated'

/** Types whose values mostly tell of a person: the switch says so, and leaves it to whoever knows. */
const MOSTLY_PERSONAL: ReadonlyArray<FieldSchema['fieldType']> = [
  ...(['email', 'emails', 'phone', 'phones', 'personName', 'address', 'image', 'geoPoint'] as const),
]

const RULES: Array<[rule: Rule, label: MessageKey, help: MessageKey]> = [
  ['required', 'ruleRequired', 'ruleRequiredHelp'],
  ['unique', 'ruleUnique', 'ruleUniqueHelp'],
  ['caseFolded', 'ruleCaseFolded', 'ruleCaseFoldedHelp'],
  ['searchable', 'ruleSearchable', 'ruleSearchableHelp'],
  ['indexed', 'ruleIndexed', 'ruleIndexedHelp'],
  ['readOnly', 'ruleReadOnly', 'ruleReadOnlyHelp'],
  ['sensitive', 'ruleSensitive', 'ruleSensitiveHelp'],
  ['personal', 'rulePersonal', 'rulePersonalHelp'],
  ['deprecated', 'ruleDeprecated', 'ruleDeprecatedHelp'],
]

/** Switches for what holds for the field's values. */
export function renderFieldRules(view: FieldView, keywords: readonly FieldKeyword[]) {
  const offered = RULES.filter(([rule]) => isOffered(rule, view, keywords))
  return html`<fieldset class="group">
    <legend>${translate(view.locale, 'rules')}</legend>
    ${isDerivedType(view.form.fieldType) ? html`<p class="help">${translate(view.locale, 'derivedField')}</p>` : nothing}
    ${view.isComputed ? html`<p class="help">${translate(view.locale, 'computedField')}</p>` : nothing}
    ${offered.map(
      ([rule, label, help]) => html`<label class="rule">
        <span>${translate(view.locale, label)}</span>
        <small>${translate(view.locale, help)} ${rule === 'personal' ? personalHint(view) : nothing}</small>
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

function personalHint({ form, locale }: FieldView) {
  if (form.personal || !MOSTLY_PERSONAL.includes(form.fieldType)) return nothing
  return html`<b class="hint">${translate(locale, 'rulePersonalHint')}</b>`
}

/** Code may fail without a write failing with it, so that a computed value can be neither required nor unique. */
function isOffered(rule: Rule, { form, isComputed }: FieldView, keywords: readonly FieldKeyword[]): boolean {
  if (rule === 'deprecated' || rule === 'sensitive') return true
  if (rule === 'personal') return !isDerivedType(form.fieldType)
  if (isComputed && (rule === 'required' || rule === 'unique' || rule === 'readOnly')) return false
  if (rule === 'required' || rule === 'readOnly') return form.fieldType !== 'sequence' && !isDerivedType(form.fieldType)
  return keywords.includes(rule) && (rule !== 'caseFolded' || form.unique)
}
