import type { OnDelete } from '@tenon/sdk/contract/entity-schema'
import { SYMBOLOGIES, type Symbology } from '@tenon/sdk/contract/field-type'
import { textIn } from '@tenon/sdk/contract/locale'
import { html, nothing } from 'lit'
import type { FieldKeyword } from '../draft/field-type-keywords.ts'
import type { MessageKey } from '../locales/catalog.ts'
import { translate } from '../locales/translate.ts'
import type { FieldView } from './field-view.ts'
import type { OptionsChangedEvent } from './options-editor.ts'
import type { PartsChangedEvent } from './parts-editor.ts'
import { renderReverseName } from './render-reverse-name.ts'
import { renderSelect } from './render-select.ts'
import { renderTextInput } from './render-text-input.ts'
import './options-editor.ts'
import './parts-editor.ts'

type Renderer = (view: FieldView) => unknown

/** What only some types have, in the order in which it is asked for. */
export function renderTypeOptions(view: FieldView, keywords: readonly FieldKeyword[]) {
  return html`${Object.entries(RENDERERS).map(([keyword, render]) =>
    keywords.some((known) => known === keyword) ? render(view) : nothing,
  )}`
}

const RENDERERS: Partial<Record<FieldKeyword, Renderer>> = {
  options: renderOptions,
  items: renderParts,
  reference: renderReference,
  targets: renderTargets,
  subject: renderSubject,
  currency: (view) =>
    renderTextInput(view, {
      name: 'currency',
      label: translate(view.locale, 'currency'),
      help: translate(view.locale, 'currencyHelp'),
      placeholder: 'CNY',
    }),
  scale: (view) =>
    renderTextInput(view, { name: 'scale', label: translate(view.locale, 'scale'), type: 'number', placeholder: '2' }),
  sequence: renderSequence,
  slugFrom: renderSlugFrom,
  symbology: renderSymbology,
  language: (view) =>
    renderTextInput(view, { name: 'language', label: translate(view.locale, 'codeLanguage'), placeholder: 'sql' }),
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

function renderParts(view: FieldView) {
  const problem = view.problems.parts
  return html`<div class="group" id="parts" tabindex="-1">
    <p class="legend">${translate(view.locale, 'parts')}</p>
    <p class="help">${translate(view.locale, 'partsHelp')}</p>
    <studio-parts-editor
      .parts=${view.form.parts}
      @studio-parts-changed=${(event: PartsChangedEvent) => view.change({ parts: event.parts })}
    ></studio-parts-editor>
    ${problem ? html`<p class="error">${translate(view.locale, problem)}</p>` : nothing}
  </div>`
}

const ON_DELETE: Array<[value: OnDelete, message: MessageKey]> = [
  ['setNull', 'onDeleteSetNull'],
  ['restrict', 'onDeleteRestrict'],
  ['cascade', 'onDeleteCascade'],
]

/** A record that names several is not deleted with one of them. */
function onDeleteOf({ form }: FieldView) {
  return form.fieldType === 'multiReference' ? ON_DELETE.filter(([value]) => value !== 'cascade') : ON_DELETE
}

function renderReference(view: FieldView) {
  const { model, locale } = view
  const targets = Object.values(model.entities).map(({ name, label }) => ({
    value: name,
    label: textIn(label, locale),
  }))
  return html`<div class="pair">
      ${renderSelect(view, {
        name: 'referenceEntity',
        label: translate(locale, 'referenceTarget'),
        options: [{ value: '', label: translate(locale, 'choose') }, ...targets],
      })}
      ${renderOnDelete(view)}
    </div>
    ${view.form.fieldType === 'reference' ? renderReverseName(view) : nothing}`
}

/** Whose data a record is with which references, where the entities alone do not say it. */
function renderSubject(view: FieldView) {
  const { locale } = view
  const options = [
    { value: '', label: translate(locale, 'tellsByItself') },
    { value: 'yes', label: translate(locale, 'tellsAlways') },
    { value: 'no', label: translate(locale, 'tellsNever') },
  ]
  const help = translate(locale, 'tellsHelp')
  return renderSelect(view, { name: 'subject', label: translate(locale, 'tellsOfPerson'), help, options })
}

function renderOnDelete(view: FieldView) {
  const { locale } = view
  return renderSelect(view, {
    name: 'onDelete',
    label: translate(locale, 'onDelete'),
    options: onDeleteOf(view).map(([value, message]) => ({ value, label: translate(locale, message) })),
  })
}

/** Which kinds of record the field can name; they are offered in the order in which they were chosen. */
function renderTargets(view: FieldView) {
  const { model, locale, form, problems } = view
  const chosen = form.targetEntities
  const toggle = (name: string, on: boolean) =>
    view.change({ targetEntities: on ? [...chosen, name] : chosen.filter((other) => other !== name) })
  return html`<fieldset class="group targets" id="targetEntities" tabindex="-1">
      <legend class="legend">${translate(locale, 'referenceTarget')}</legend>
      ${Object.values(model.entities).map(
        ({ name, label }) => html`<label class="target">
          <input
            class="checkbox"
            type="checkbox"
            .checked=${chosen.includes(name)}
            @change=${(event: Event) => toggle(name, (event.target as HTMLInputElement).checked)}
          />${textIn(label, locale)}</label
        >`,
      )}
      ${problems.targetEntities ? html`<p class="error">${translate(locale, problems.targetEntities)}</p>` : nothing}
    </fieldset>
    ${renderOnDelete(view)}`
}

function renderSequence(view: FieldView) {
  const t = (key: MessageKey) => translate(view.locale, key)
  return html`<div class="pair">
      ${renderTextInput(view, { name: 'prefix', label: t('sequencePrefix'), placeholder: 'NO-{YYYY}-', help: t('sequencePrefixHelp') })}
      ${renderTextInput(view, { name: 'padding', label: t('sequencePadding'), type: 'number', placeholder: '5' })}
    </div>
    <label class="rule">
      <span>${t('sequenceYearly')}</span>
      <small>${t('sequenceYearlyHelp')}</small>
      <input
        class="switch"
        type="checkbox"
        role="switch"
        .checked=${view.form.yearly}
        @change=${(event: Event) => view.change({ yearly: (event.target as HTMLInputElement).checked })}
      />
    </label>`
}

/** Fields whose words can stand in an address. */
const SLUG_SOURCES: readonly string[] = ['text', 'longText', 'personName']

function renderSlugFrom(view: FieldView) {
  const { others, locale } = view
  const sources = Object.entries(others).filter(([, { fieldType }]) => SLUG_SOURCES.includes(fieldType))
  return renderSelect(view, {
    name: 'slugFrom',
    label: translate(locale, 'slugFrom'),
    help: translate(locale, 'slugFromHelp'),
    options: [
      { value: '', label: translate(locale, 'slugFromNothing') },
      ...sources.map(([name, { label }]) => ({ value: name, label: textIn(label, locale) })),
    ],
  })
}

const SYMBOLOGY_NAMES: Record<Symbology, string> = {
  code128: 'Code 128',
  ean13: 'EAN-13',
  ean8: 'EAN-8',
  upcA: 'UPC-A',
  qr: 'QR',
}

function renderSymbology(view: FieldView) {
  return renderSelect(view, {
    name: 'symbology',
    label: translate(view.locale, 'symbology'),
    help: translate(view.locale, 'symbologyHelp'),
    options: SYMBOLOGIES.map((value) => ({ value, label: SYMBOLOGY_NAMES[value] })),
  })
}
