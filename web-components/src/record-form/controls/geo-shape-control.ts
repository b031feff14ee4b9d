import type { GeoShape } from '@tenon/sdk/contract/field-type'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { html } from 'lit'
import { formatValue } from '../../value/format-value.ts'
import { linesOf, renderGeoOutline } from '../../value/geo-outline.ts'
import type { FieldControl } from './field-control.ts'
import { renderTextarea } from './text-control.ts'

/** GeoJSON as text, with what it looks like as soon as it is some. */
export const geoShapeControl: FieldControl = {
  wide: true,
  render: (context) => {
    const shape = shapeIn(context.raw)
    const words = shape === null ? '' : formatValue(shape as unknown as JsonValue, context.schema, context)
    return html`${renderTextarea(context, true)}
    ${shape === null ? '' : html`<p class="help">${words}</p>${renderGeoOutline(shape, words)}`}`
  },
  write: (value) => (value === null ? '' : JSON.stringify(value)),
  read: (raw, texts) => {
    const text = String(raw ?? '').trim()
    if (text === '') return { value: null }
    const shape = shapeIn(text)
    return shape === null ? { problem: texts.problemShape } : { value: shape as unknown as JsonValue }
  },
}

/** As much of a shape as can be drawn; what is wrong with its rings the server says. */
function shapeIn(raw: unknown): GeoShape | null {
  try {
    const shape = JSON.parse(String(raw)) as GeoShape | null
    const known = ['LineString', 'Polygon', 'MultiPolygon'].includes(shape?.type ?? '')
    const points = linesOf(shape?.coordinates).flat()
    const drawn =
      points.length > 0 && points.every((point) => Number.isFinite(point?.[0]) && Number.isFinite(point?.[1]))
    return known && drawn ? shape : null
  } catch {
    return null
  }
}
