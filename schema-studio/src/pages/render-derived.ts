import { ROLLUP_AGGREGATES, type RollupAggregate } from '@tenon/sdk/contract/entity-schema'
import { textIn } from '@tenon/sdk/contract/locale'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { childCollection, childCollections } from '@tenon/sdk/expression/child-collections'
import { html, nothing } from 'lit'
import { type DerivedDraft, deriveDraftField } from '../draft/derive-draft-field.ts'
import { schemaOfForm } from '../draft/schema-of-form.ts'
import type { MessageKey } from '../locales/catalog.ts'
import { type MessageParameters, translate } from '../locales/translate.ts'
import type { ExpressionChangedEvent } from './expression-editor.ts'
import { FIELD_TYPE_INFO } from './field-type-info.ts'
import type { FieldView } from './field-view.ts'
import { renderDerivedSelect } from './render-derived-select.ts'
import { renderLookup } from './render-lookup.ts'
import './expression-editor.ts'

/** What says how a derived field is worked out: an expression, child records, or a path. */
export function renderDerived(view: FieldView) {
  const { form, document, entity } = view
  if (document === undefined) return nothing
  const named = { entity, name: form.name || 'newField', schema: schemaOfForm(form) }
  const draft = deriveDraftField(document, named)
  return html`<div class="group derived">
    ${form.fieldType === 'formula' ? renderFormula(view, draft) : nothing}
    ${form.fieldType === 'lookup' ? renderLookup(view, document) : nothing}
    ${form.fieldType === 'rollup' || form.fieldType === 'count' ? renderRollup(view, document, draft) : nothing}
    ${renderResult(view, draft)}
  </div>`
}

const words = (view: FieldView) => (key: MessageKey, parameters?: MessageParameters) =>
  translate(view.locale, key, parameters)

/** An empty text is no mistake yet. */
function problemsAt({ problems }: DerivedDraft, pointer: string, text: string) {
  return text.trim() === '' ? [] : problems.filter((problem) => problem.pointer === pointer)
}

function fieldNames({ properties }: ModelDocument['entities'][string], view: FieldView) {
  return Object.entries(properties)
    .filter(([name]) => name !== view.form.name)
    .map(([name, { label }]) => ({ name, label: textIn(label, view.locale) }))
}

/** Child records by the name that expressions have for them. */
function collectionNames(document: ModelDocument, view: FieldView) {
  const all = [...childCollections(document, view.entity).values()]
  const first = all.filter((one) => childCollection(document, view.entity, one) === one)
  return first.map(({ name, entity, reference }) => {
    const child = document.entities[entity]
    const label = child?.properties[reference]?.reference?.reverse?.label ?? child?.pluralLabel ?? { en: name }
    return { name, label: textIn(label, view.locale) }
  })
}

function renderFormula(view: FieldView, draft: DerivedDraft) {
  const t = words(view)
  const entity = view.document?.entities[view.entity]
  return html`<studio-expression-editor
      id="formula"
      .label=${t('formula')}
      .help=${t('formulaHelp')}
      .value=${view.form.formula}
      .problems=${problemsAt(draft, '/formula', view.form.formula)}
      .names=${view.document && entity ? [...fieldNames(entity, view), ...collectionNames(view.document, view)] : []}
      @studio-expression-changed=${(event: ExpressionChangedEvent) => view.change({ formula: event.text })}
    ></studio-expression-editor>
    ${view.problems.formula ? html`<p class="error">${t(view.problems.formula)}</p>` : nothing}`
}

const AGGREGATES: Record<RollupAggregate, MessageKey> = {
  sum: 'rollupSum',
  min: 'rollupMin',
  max: 'rollupMax',
  average: 'rollupAverage',
  count: 'rollupCount',
}

/** `order.customer`: an entity and its reference that names this one. */
function childrenOf(document: ModelDocument, entity: string) {
  return Object.values(document.entities).flatMap((child) =>
    Object.entries(child.properties)
      .filter(([, field]) => field.fieldType === 'reference' && field.reference?.entity === entity)
      .map(([reference, field]) => ({ entity: child, reference, field })),
  )
}

function renderRollup(view: FieldView, document: ModelDocument, draft: DerivedDraft) {
  const { form, locale, problems } = view
  const t = words(view)
  const children = childrenOf(document, view.entity)
  if (children.length === 0) return html`<p class="help">${t('rollupNone')}</p>`
  const options = children.map(({ entity, reference, field }) => ({
    value: `${entity.name}.${reference}`,
    label: `${textIn(entity.pluralLabel, locale)} – ${textIn(field.label, locale)}`,
  }))
  const chosen = form.rollupEntity ? `${form.rollupEntity}.${form.rollupReference}` : ''
  const choose = (value: string) => {
    const [rollupEntity = '', rollupReference = ''] = value.split('.')
    view.change({ rollupEntity, rollupReference, rollupField: '', rollupFilter: '' })
  }
  const child = document.entities[form.rollupEntity]
  return html`${renderDerivedSelect({ id: 'rollupReference', label: t('rollupChildren'), options, chosen, choose, empty: t('rollupChoose') })}
    ${problems.rollupReference ? html`<p class="error">${t(problems.rollupReference)}</p>` : nothing}
    ${form.fieldType === 'rollup' ? renderAggregate(view, child, draft) : nothing}
    ${child ? renderFilter(view, child, draft) : nothing}`
}

type Child = ModelDocument['entities'][string] | undefined

function renderAggregate(view: FieldView, child: Child, draft: DerivedDraft) {
  const { form } = view
  const t = words(view)
  const aggregates = ROLLUP_AGGREGATES.map((value) => ({ value, label: t(AGGREGATES[value]) }))
  const problem = problemsAt(draft, '/rollup/field', form.rollupField)[0]
  const fields = child ? fieldNames(child, view).map(({ name, label }) => ({ value: name, label })) : []
  return html`<div class="pair">
    ${renderDerivedSelect({
      id: 'rollupAggregate',
      label: t('rollupAggregate'),
      options: aggregates,
      chosen: form.rollupAggregate,
      choose: (value) => view.change({ rollupAggregate: value as RollupAggregate }),
    })}
    ${
      form.rollupAggregate === 'count'
        ? nothing
        : html`<div>
            ${renderDerivedSelect({
              id: 'rollupField',
              label: t('rollupField'),
              options: fields,
              chosen: form.rollupField,
              choose: (rollupField) => view.change({ rollupField }),
              empty: t('rollupChoose'),
            })}
            ${problem ? html`<p class="error">${textIn(problem.message, view.locale)}</p>` : nothing}
          </div>`
    }
  </div>`
}

function renderFilter(view: FieldView, child: NonNullable<Child>, draft: DerivedDraft) {
  const t = words(view)
  return html`<studio-expression-editor
    id="rollupFilter"
    .label=${t('rollupFilter')}
    .help=${t('rollupFilterHelp')}
    .value=${view.form.rollupFilter}
    .problems=${problemsAt(draft, '/rollup/filter', view.form.rollupFilter)}
    .names=${fieldNames(child, view)}
    @studio-expression-changed=${(event: ExpressionChangedEvent) => view.change({ rollupFilter: event.text })}
  ></studio-expression-editor>`
}

/** What the values will be like, and a circle that the field would close. */
function renderResult(view: FieldView, { derivation, problems }: DerivedDraft) {
  const t = words(view)
  const circle = problems.find(({ rule }) => rule === 'circle' || rule === 'depth')
  if (circle) return html`<p class="error">${textIn(circle.message, view.locale)}</p>`
  if (!derivation) return nothing
  const type = t(FIELD_TYPE_INFO[derivation.result.fieldType].label)
  return html`<p class="help gives">${t('formulaGives', { type })}</p>`
}
