import { html, nothing } from 'lit'
import type { FieldKeyword } from '../draft/field-type-keywords.ts'
import type { MessageKey } from '../locales/catalog.ts'
import { translate } from '../locales/translate.ts'
import type { FieldView } from './field-view.ts'
import { renderTextInput, type TextInput } from './render-text-input.ts'

type Limit = TextInput['name'] & FieldKeyword

const PAIRS: ReadonlyArray<ReadonlyArray<[limit: Limit, label: MessageKey]>> = [
  [
    ['minLength', 'minLength'],
    ['maxLength', 'maxLength'],
  ],
  [
    ['minItems', 'minItems'],
    ['maxItems', 'maxItems'],
  ],
  [
    ['minimum', 'minimum'],
    ['maximum', 'maximum'],
  ],
]

/** Least and most of what the type counts, and the form that texts must have. */
export function renderFieldLimits(view: FieldView, keywords: readonly FieldKeyword[]) {
  return html`${PAIRS.map((pair) =>
    renderPair(
      view,
      pair.filter(([limit]) => keywords.includes(limit)),
    ),
  )}
  ${keywords.includes('maxBytes') ? renderFileLimits(view) : nothing}
  ${keywords.includes('pattern') ? renderPattern(view) : nothing}`
}

function renderPair(view: FieldView, pair: ReadonlyArray<[limit: Limit, label: MessageKey]>) {
  if (pair.length === 0) return nothing
  const inSeconds = view.form.fieldType === 'duration' ? { help: translate(view.locale, 'limitInSeconds') } : {}
  return html`<div class="pair">
    ${pair.map(([name, label]) => renderTextInput(view, { name, label: translate(view.locale, label), type: 'number', ...inSeconds }))}
  </div>`
}

function renderFileLimits(view: FieldView) {
  const t = (key: MessageKey) => translate(view.locale, key)
  const accept = view.form.fieldType === 'image' ? 'image/png, image/jpeg' : 'application/pdf, image/*'
  return html`${renderTextInput(view, { name: 'maxMegabytes', label: t('maxMegabytes'), type: 'number', help: t('maxMegabytesHelp') })}
  ${renderTextInput(view, { name: 'accept', label: t('acceptTypes'), mono: true, placeholder: accept, help: t('acceptTypesHelp') })}`
}

function renderPattern(view: FieldView) {
  const t = (key: MessageKey) => translate(view.locale, key)
  const pattern = renderTextInput(view, {
    name: 'pattern',
    label: t('pattern'),
    help: t('patternHelp'),
    mono: true,
    placeholder: '^[A-Z]{2}-[0-9]+$',
  })
  if (view.form.pattern === '') return pattern
  return html`${pattern}
    <div class="pair">
      ${renderTextInput(view, { name: 'patternEn', label: t('patternEnglish') })}
      ${renderTextInput(view, { name: 'patternZh', label: t('patternChinese'), lang: 'zh-CN' })}
    </div>`
}
