import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { html, nothing, type TemplateResult } from 'lit'
import { isEmptyValue } from './format-value.ts'
import { isMaskedIn } from './is-masked-in.ts'
import { valueTexts } from './value.texts.ts'

/**
 * What is shown of a computed field: its value as rendered, beside it or, where it is empty, in its place, that it is
 * being worked out again. Of any other field, the value. Needs `chipStyles`.
 */
export function withStale(
  rendered: TemplateResult | string,
  { record, field, locale }: { record: TenonRecord; field: string; locale: Locale },
): TemplateResult | string {
  if (!isStale(record, field)) return rendered
  const empty = isEmptyValue(record[field] as JsonValue | undefined) && !isMaskedIn(record, field)
  return html`${empty ? nothing : rendered} ${renderStale(locale)}`
}

export function isStale({ $stale }: TenonRecord, field: string): boolean {
  return $stale?.includes(field) ?? false
}

export function renderStale(locale: Locale): TemplateResult {
  const texts = valueTexts(locale)
  return html`<span class="stale" title=${texts.staleHelp}>${texts.stale}</span>`
}
