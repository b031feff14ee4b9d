import { isDerivedType } from '@tenon/sdk/contract/value-field'
import { html, nothing } from 'lit'
import { FIELD_TYPE_KEYWORDS } from '../draft/field-type-keywords.ts'
import { translate } from '../locales/translate.ts'
import type { FieldView } from './field-view.ts'
import { renderDerived } from './render-derived.ts'
import { renderEmbed } from './render-embed.ts'
import { renderFieldConditions } from './render-field-conditions.ts'
import { renderFieldDefault } from './render-field-default.ts'
import { renderFieldLimits } from './render-field-limits.ts'
import { renderFieldRules } from './render-field-rules.ts'
import { renderTextInput } from './render-text-input.ts'
import { renderTypeOptions } from './render-type-options.ts'

/** What belongs to the chosen type, then the rules and the help of any field. */
export function renderFieldDetails(view: FieldView) {
  const keywords = FIELD_TYPE_KEYWORDS[view.form.fieldType]
  return html`${renderTypeOptions(view, keywords)} ${isDerivedType(view.form.fieldType) ? renderDerived(view) : nothing}
    ${renderFieldLimits(view, keywords)} ${renderFieldDefault(view)}
    ${renderFieldRules(view, keywords)} ${renderFieldConditions(view)} ${renderEmbed(view)}
    <div class="pair">
      ${renderTextInput(view, { name: 'helpEn', label: translate(view.locale, 'helpEnglish') })}
      ${renderTextInput(view, { name: 'helpZh', label: translate(view.locale, 'helpChinese'), lang: 'zh-CN' })}
    </div>`
}
