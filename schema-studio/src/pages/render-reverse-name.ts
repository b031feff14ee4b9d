import { textIn } from '@tenon/sdk/contract/locale'
import { childCollection } from '@tenon/sdk/expression/child-collections'
import { pluralName } from '@tenon/sdk/expression/plural-name'
import { html } from 'lit'
import { translate } from '../locales/translate.ts'
import type { FieldView } from './field-view.ts'
import { renderTextInput } from './render-text-input.ts'

/** What the records that have this reference are to the record that it names: in expressions, and over their list. */
export function renderReverseName(view: FieldView) {
  const { locale, model, form } = view
  const target = model.entities[form.referenceEntity]
  const label = target ? textIn(target.label, locale) : ''
  return html`<div class="group">
    <p class="legend">${translate(locale, 'reverse')}</p>
    <p class="help">${translate(locale, 'reverseHelp', { target: label || '…', name: nameNow(view) })}</p>
    ${renderTextInput(view, {
      name: 'reverseName',
      label: translate(locale, 'reverseName'),
      mono: true,
      placeholder: pluralName(view.entity),
    })}
    <div class="pair">
      ${renderTextInput(view, { name: 'reverseEn', label: translate(locale, 'reverseEnglish'), lang: 'en' })}
      ${renderTextInput(view, { name: 'reverseZh', label: translate(locale, 'reverseChinese'), lang: 'zh-CN' })}
    </div>
  </div>`
}

/** The typed name, or that by which expressions find the records now. */
function nameNow({ document, entity, field, form }: FieldView): string {
  const typed = form.reverseName.trim()
  if (typed !== '') return typed
  const reference = field ?? form.name
  const known = document && childCollection(document, form.referenceEntity, { entity, reference })
  return known?.name ?? pluralName(entity)
}
