import { FORMER_NAME_DAYS } from '@tenon/sdk/contract/model-names'
import { html, nothing } from 'lit'
import type { MessageKey } from '../locales/catalog.ts'
import { translate } from '../locales/translate.ts'
import type { FieldView } from './field-view.ts'
import { renderTextInput } from './render-text-input.ts'
import type { TypeChosenEvent } from './type-picker.ts'
import './type-picker.ts'

/** Labels, name and type of a field. */
export function renderFieldBasics(view: FieldView) {
  const t = (key: MessageKey) => translate(view.locale, key)
  const english = renderTextInput(view, { name: 'labelEn', label: t('labelEnglish'), required: view.locale === 'en' })
  const chinese = renderTextInput(view, {
    name: 'labelZh',
    label: t('labelChinese'),
    lang: 'zh-CN',
    required: view.locale === 'zh-CN',
  })
  return html`<div class="pair">${view.locale === 'zh-CN' ? [chinese, english] : [english, chinese]}</div>
    <div class="group">
      <p class="legend">${t('fieldType')}</p>
      <studio-type-picker
        .chosen=${view.form.fieldType}
        .guess=${view.guess}
        ?disabled=${!view.mayChangeType}
        @studio-type-chosen=${(event: TypeChosenEvent) => view.change({ fieldType: event.fieldType })}
      ></studio-type-picker>
      ${view.mayChangeType ? nothing : html`<p class="help">${t('typeOfPlugin')}</p>`}
    </div>
    ${renderTextInput(view, {
      name: 'name',
      label: t('fieldName'),
      help: nameHelp(view),
      mono: true,
    })}`
}

/** What another name means for programs that know the present one. */
function nameHelp({ field, form, locale }: FieldView): string {
  if (field === null) return translate(locale, 'fieldNameHelp')
  if (form.name === field) return translate(locale, 'fieldNameRename')
  return translate(locale, 'renameEffect', { name: field, days: FORMER_NAME_DAYS })
}
