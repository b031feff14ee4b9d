import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { valueField } from '@tenon/sdk/contract/value-field'
import { html, type TemplateResult } from 'lit'
import { OpenRecordEvent } from '../events/open-record-event.ts'
import { formatDateTime, formatRelative } from './format-date.ts'
import { formatValue, isEmptyValue, labelOfChoice, maxRating, nameOfReference, nameOfUser } from './format-value.ts'
import { valueTexts } from './value.texts.ts'
import type { ValueContext } from './value-context.ts'

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

/** Whether values of the field are compared by their digits, and so stand at the end of their column. */
export function isNumeric(field: FieldSchema): boolean {
  return ['integer', 'decimal', 'percent', 'money'].includes(valueField(field).fieldType)
}

function renderDash({ locale }: ValueContext): TemplateResult {
  return html`<span class="dash" aria-hidden="true">–</span><span class="visually-hidden">${valueTexts(locale).empty}</span>`
}

const renderChoice: Render = (value, field, context) => {
  const hue = field.options?.find((option) => option.value === value)?.hue ?? 'gray'
  return html`<span class="chip" data-hue=${hue}>${labelOfChoice(value, field, context)}</span>`
}

/** A chip that opens what it names. It stays out of the tab order: the record's own page lists it again as a link. */
const renderReference: Render = (value, field, context) => {
  const id = String(value)
  const open = (event: Event) => {
    event.stopPropagation()
    if (field.reference) event.currentTarget?.dispatchEvent(new OpenRecordEvent(field.reference.entity, id))
  }
  return html`<button type="button" class="chip reference" tabindex="-1" @click=${open}>${nameOfReference(id, context)}</button>`
}

const renderUser: Render = (value, _, context) => {
  const name = nameOfUser(String(value), context)
  return html`<span class="person"><span class="avatar" aria-hidden="true">${initialsOf(name)}</span>${name}</span>`
}

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

const RENDERERS: Partial<Record<FieldType, Render>> = {
  choice: renderChoice,
  multiChoice: (value, field, context) =>
    html`<span class="chips">${(value as JsonValue[]).map((item) => renderChoice(item, field, context))}</span>`,
  reference: renderReference,
  user: renderUser,
  rating: renderRating,
  dateTime: renderInstant,
  email: (value) => html`<a href="mailto:${String(value)}">${value}</a>`,
  phone: (value) => html`<a href="tel:${String(value)}">${value}</a>`,
  url: (value) => renderLink(String(value)),
}

/** Only web addresses become links: a stored `javascript:` must stay text. */
function renderLink(address: string): TemplateResult {
  return /^https?:\/\//i.test(address)
    ? html`<a href=${address} target="_blank" rel="noreferrer noopener">${address.replace(/^https?:\/\/(www\.)?/i, '').replace(/\/$/, '')}</a>`
    : html`${address}`
}

/** “Ada Lovelace” → AL, “王小明” → 小明: what people of that name are called in short. */
function initialsOf(name: string): string {
  if (/\p{Script=Han}/u.test(name)) return name.replace(/\s/g, '').slice(-2)
  const words = name.split(/\s+/)
  return ((words[0]?.[0] ?? '') + (words.length > 1 ? (words.at(-1)?.[0] ?? '') : '')).toUpperCase()
}
