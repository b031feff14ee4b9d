import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { FieldType, GeoShape } from '@tenon/sdk/contract/field-type'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { valueField } from '@tenon/sdk/contract/value-field'
import { html, type TemplateResult } from 'lit'
import { formatValue, isEmptyValue } from './format-value.ts'
import { renderGeoOutline } from './geo-outline.ts'
import { isNumeric } from './is-numeric.ts'
import { renderFiles } from './render-files.ts'
import { renderValue } from './render-value.ts'
import type { ValueContext } from './value-context.ts'
import './barcode-image.ts'
import './markdown-text.ts'

type Render = (value: JsonValue, field: FieldSchema, context: ValueContext) => TemplateResult

/** A value where there is room for all of it: a record's own page. Needs `chipStyles` and `detailStyles`. */
export function renderDetails(
  value: JsonValue | undefined,
  field: FieldSchema,
  context: ValueContext,
): TemplateResult | string {
  const given = valueField(field)
  const render = DETAILS[given.fieldType]
  return render === undefined || value === undefined || isEmptyValue(value)
    ? renderValue(value, given, context)
    : render(value, given, context)
}

const WIDE: ReadonlySet<FieldType> = new Set(['richText', 'code', 'objectList', 'file', 'image'])

/** Whether a value of the type needs the whole width. */
export function hasWideDetails(field: FieldSchema): boolean {
  return WIDE.has(valueField(field).fieldType)
}

const eachOnItsLine: Render = (value, field, context) =>
  html`<span class="each">${(value as JsonValue[]).map((one) => html`<span>${renderValue([one], field, context)}</span>`)}</span>`

const renderObjects: Render = (value, { items }, context) => {
  const parts = Object.entries(items?.properties ?? {})
  return html`<span class="scroll"
    ><table class="objects">
      <thead>
        <tr>
          ${parts.map(([, part]) => html`<th scope="col" class=${isNumeric(part) ? 'end' : ''}>${textIn(part.label, context.locale)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${(value as JsonObject[]).map(
          (item) => html`<tr>
            ${parts.map(([name, part]) => html`<td class=${isNumeric(part) ? 'end' : ''}>${renderValue(item[name], part, context)}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table></span
  >`
}

const DETAILS: Partial<Record<FieldType, Render>> = {
  longText: (value) => html`<span class="pre">${value}</span>`,
  richText: (value) => html`<tenon-markdown-text .markdown=${String(value)}></tenon-markdown-text>`,
  code: (value) => html`<pre class="code" tabindex="0"><code>${value}</code></pre>`,
  emails: eachOnItsLine,
  phones: eachOnItsLine,
  urls: eachOnItsLine,
  multiReference: eachOnItsLine,
  users: eachOnItsLine,
  barcode: (value, { symbology = 'code128' }) =>
    html`<span class="each"
      ><tenon-barcode-image .value=${String(value)} .symbology=${symbology}></tenon-barcode-image
      ><span class="mono">${value}</span></span
    >`,
  geoShape: (value, field, context) => {
    const words = formatValue(value, field, context)
    return html`<span class="each">${renderGeoOutline(value as unknown as GeoShape, words)}<span>${words}</span></span>`
  },
  objectList: renderObjects,
  file: (value, _, context) => renderFiles(value, context, true),
  image: (value, _, context) => renderFiles(value, context, true),
}
