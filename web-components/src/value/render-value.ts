import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { FieldType, GeoPoint, RecordReference } from '@tenon/sdk/contract/field-type'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { listIn } from '@tenon/sdk/contract/list-in'
import { textIn } from '@tenon/sdk/contract/locale'
import { valueField } from '@tenon/sdk/contract/value-field'
import { html, type TemplateResult } from 'lit'
import { styleMap } from 'lit/directives/style-map.js'
import { OpenRecordEvent } from '../events/open-record-event.ts'
import { formatDateTime, formatRelative } from './format-date.ts'
import {
  formatValue,
  isEmptyValue,
  isUntold,
  labelOfChoice,
  maxRating,
  nameOfReference,
  nameOfUser,
} from './format-value.ts'
import { initials } from './initials.ts'
import { renderFiles } from './render-files.ts'
import { valueTexts } from './value.texts.ts'
import type { ValueContext } from './value-context.ts'
import './icon-drawing.ts'

type Render = (value: JsonValue, field: FieldSchema, context: ValueContext) => TemplateResult

/** A value as it stands in tables, cards and read-only fields; needs `chipStyles`. An empty one is a faint dash. */
export function renderValue(
  value: JsonValue | undefined,
  field: FieldSchema,
  context: ValueContext,
): TemplateResult | string {
  if (value === undefined || isEmptyValue(value)) return renderDash(context)
  const given = valueField(field)
  const render = RENDERERS[given.fieldType]
  return render ? render(value, given, context) : formatValue(value, given, context)
}

function renderDash({ locale }: ValueContext): TemplateResult {
  return html`<span class="dash" aria-hidden="true">–</span><span class="visually-hidden">${valueTexts(locale).empty}</span>`
}

const renderChoice: Render = (value, field, context) => {
  const hue = field.options?.find((option) => option.value === value)?.hue ?? 'gray'
  return html`<span class="chip" data-hue=${hue}>${labelOfChoice(value, field, context)}</span>`
}

/** True where a field leads to a record that this reader may not see, or to one of a kind of which they may see none. */
export function isClosed(id: string, { reference }: Pick<FieldSchema, 'reference'>, context: ValueContext): boolean {
  return reference !== undefined && (context.model.entities[reference.entity] === undefined || isUntold(id, context))
}

/** What may not be opened is not led to: its name where the reader was given one, or that there is something. */
export function renderClosed(id: string, context: ValueContext): TemplateResult {
  return context.labels?.[id] === undefined
    ? html`<span class="closed">${valueTexts(context.locale).closed}</span>`
    : html`<span class="chip">${nameOfReference(id, context)}</span>`
}

/** A chip that opens what it names. It stays out of the tab order: the record's own page lists it again as a link. */
const renderReference: Render = (value, field, context) => {
  const id = String(value)
  if (isClosed(id, field, context)) return renderClosed(id, context)
  const open = (event: Event) => {
    event.stopPropagation()
    if (field.reference) event.currentTarget?.dispatchEvent(new OpenRecordEvent(field.reference.entity, id))
  }
  return html`<button type="button" class="chip reference" tabindex="-1" @click=${open}>${nameOfReference(id, context)}</button>`
}

/** The same for a record of one of several entities, with the kind of record before its title. */
const renderAny: Render = (value, field, context) => {
  const { entity, id } = value as unknown as RecordReference
  const { model, locale } = context
  const kind = model.entities[entity]
  return html`<span class="chips"
    >${kind ? html`<span>${textIn(kind.label, locale)}</span>` : ''}${renderReference(
      id,
      { ...field, reference: { entity } },
      context,
    )}</span
  >`
}

const renderUser: Render = (value, _, context) => {
  const name = nameOfUser(String(value), context)
  return html`<span class="person"><span class="avatar" aria-hidden="true">${initials(name)}</span>${name}</span>`
}

/** Of many, those at the end are counted; the record's own page shows all. */
function several(render: Render): Render {
  return (value, field, context) => {
    const ids = value as string[]
    const more = ids.length - SHOWN
    return html`<span class="chips"
      >${ids.slice(0, SHOWN).map((id) => render(id, field, context))}${
        more > 0 ? html`<span title=${formatValue(value, field, context)}>+${more}</span>` : ''
      }</span
    >`
  }
}

const SHOWN = 3

const renderRating: Render = (value, field, context) => {
  const of = maxRating(field)
  const stars = Math.max(0, Math.min(of, Number(value)))
  return html`<span role="img" aria-label=${formatValue(value, field, context)} class="stars"
    >${'★'.repeat(stars)}<span class="dash">${'★'.repeat(of - stars)}</span></span
  >`
}

const renderInstant: Render = (value, _, { locale }) =>
  html`<time datetime=${String(value)} title=${formatDateTime(String(value), locale)}
    >${formatRelative(String(value), locale)}</time
  >`

/** Letters and digits that are compared one by one. */
const renderMono: Render = (value) => html`<span class="mono">${String(value)}</span>`

/** The code alone does not say what it looks like; it stands beside for those who cannot tell colours apart. */
const renderColor: Render = (value) => {
  const color = /^#[0-9a-f]{6}$/i.test(String(value)) ? String(value) : 'transparent'
  return html`<span class="swatch-row"
    ><span class="swatch" style=${styleMap({ background: color })}></span><span class="mono">${value}</span></span
  >`
}

const renderProgress: Render = (value, field, context) => {
  const percent = Math.max(0, Math.min(100, Number(value)))
  return html`<span class="progress"
    ><span class="track" aria-hidden="true"><span class="bar" style=${styleMap({ width: `${percent}%` })}></span></span
    ><span class="number">${formatValue(value, field, context)}</span></span
  >`
}

const renderPlace: Render = (value, field, context) => {
  const { lat, lng } = value as unknown as GeoPoint
  const address = `https://www.openstreetmap.org/?mlat=${Number(lat)}&mlon=${Number(lng)}#map=15/${Number(lat)}/${Number(lng)}`
  const title = valueTexts(context.locale).openMap
  return html`<a href=${address} title=${title} target="_blank" rel="noreferrer noopener"
    >${formatValue(value, field, context)}</a
  >`
}

function listOf(render: (entry: string) => TemplateResult): Render {
  return (value, _, { locale }) =>
    html`<span class="list">${(value as string[]).map((entry, index) => html`${index > 0 ? listIn(['', ''], locale) : ''}${render(entry)}`)}</span>`
}

const mailTo = (address: string) => html`<a href="mailto:${address}">${address}</a>`
const callTo = (number: string) => html`<a href="tel:${number}">${number}</a>`

const RENDERERS: Partial<Record<FieldType, Render>> = {
  choice: renderChoice,
  multiChoice: (value, field, context) =>
    html`<span class="chips">${(value as JsonValue[]).map((item) => renderChoice(item, field, context))}</span>`,
  tags: (value) =>
    html`<span class="chips">${(value as string[]).map((tag) => html`<span class="chip" data-hue="gray">${tag}</span>`)}</span>`,
  reference: renderReference,
  user: renderUser,
  multiReference: several(renderReference),
  users: several(renderUser),
  anyReference: renderAny,
  rating: renderRating,
  progress: renderProgress,
  dateTime: renderInstant,
  email: (value) => mailTo(String(value)),
  emails: listOf(mailTo),
  phone: (value) => callTo(String(value)),
  phones: listOf(callTo),
  url: (value) => renderLink(String(value)),
  urls: listOf(renderLink),
  uuid: renderMono,
  slug: renderMono,
  barcode: renderMono,
  code: renderMono,
  color: renderColor,
  icon: (value) =>
    html`<span class="swatch-row"><tenon-icon-drawing .name=${String(value)}></tenon-icon-drawing>${value}</span>`,
  geoPoint: renderPlace,
  file: (value, _, context) => renderFiles(value, context, false),
  image: (value, _, context) => renderFiles(value, context, false),
}

/** Only web addresses become links: a stored `javascript:` must stay text. */
function renderLink(address: string): TemplateResult {
  return /^https?:\/\//i.test(address)
    ? html`<a href=${address} target="_blank" rel="noreferrer noopener">${address.replace(/^https?:\/\/(www\.)?/i, '').replace(/\/$/, '')}</a>`
    : html`${address}`
}
