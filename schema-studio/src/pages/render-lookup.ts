import { textIn } from '@tenon/sdk/contract/locale'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { valueField } from '@tenon/sdk/contract/value-field'
import { html, nothing, type TemplateResult } from 'lit'
import type { MessageKey } from '../locales/catalog.ts'
import { translate } from '../locales/translate.ts'
import type { FieldView } from './field-view.ts'
import { renderDerivedSelect } from './render-derived-select.ts'

const MAX_STEPS = 6

/** A path, one choice per step: a reference, then a field of what it names, which may be a reference again. */
export function renderLookup(view: FieldView, document: ModelDocument) {
  const t = (key: MessageKey) => translate(view.locale, key)
  const path = view.form.lookup === '' ? [] : view.form.lookup.split('.')
  const steps: TemplateResult[] = []
  let entity: string | undefined = view.entity
  for (let index = 0; entity !== undefined && index < MAX_STEPS; index++) {
    const options = optionsOf(view, document, { entity, onlyReferences: index === 0 })
    if (index === 0 && options.length === 0) return html`<p class="help">${t('lookupNone')}</p>`
    const choose = (name: string) => view.change({ lookup: [...path.slice(0, index), name].filter(Boolean).join('.') })
    const label = index === 0 ? t('lookupStep') : t('lookupField')
    const chosen = path[index] ?? ''
    steps.push(renderDerivedSelect({ id: `lookup-${index}`, label, options, chosen, choose, empty: t('rollupChoose') }))
    entity = chosen === '' ? undefined : targetOf(document, entity, chosen)
  }
  return html`<p class="legend" id="lookup" tabindex="-1">${t('lookupPath')}</p>
    <div class="pair">${steps}</div>
    ${view.problems.lookup ? html`<p class="error">${t(view.problems.lookup)}</p>` : nothing}`
}

interface Step {
  entity: string
  onlyReferences: boolean
}

function optionsOf(view: FieldView, document: ModelDocument, { entity, onlyReferences }: Step) {
  return Object.entries(document.entities[entity]?.properties ?? {})
    .filter(([name]) => !(entity === view.entity && name === view.form.name))
    .filter(([, field]) => !onlyReferences || valueField(field).fieldType === 'reference')
    .map(([name, field]) => ({ value: name, label: textIn(field.label, view.locale) }))
}

function targetOf(document: ModelDocument, entity: string, name: string): string | undefined {
  const field = document.entities[entity]?.properties[name]
  const given = field && valueField(field)
  return given?.fieldType === 'reference' ? given.reference?.entity : undefined
}
