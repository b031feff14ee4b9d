import type { GeoShape } from '@tenon/sdk/contract/field-type'
import { html, svg, type TemplateResult } from 'lit'

const SIZE = 100

/** The outline of a shape, north at the top; east and west are drawn as close as they lie at its latitude. */
export function renderGeoOutline(shape: GeoShape, label: string): TemplateResult | string {
  const lines = linesOf(shape.coordinates)
  const points = lines.flat()
  if (points.length === 0) return ''
  const [west, east] = spanOf(points.map(([lng]) => lng))
  const [south, north] = spanOf(points.map(([, lat]) => lat))
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const scale = SIZE / Math.max((east - west) * shrink, north - south, 1e-6)
  const at = ([lng, lat]: [number, number]) =>
    `${((lng - west) * shrink * scale).toFixed(2)} ${((north - lat) * scale).toFixed(2)}`
  const path = lines.map((line) => `M${line.map(at).join('L')}`).join('')
  const size = `${(east - west) * shrink * scale + 4} ${(north - south) * scale + 4}`
  const filled = shape.type !== 'LineString'
  return html`<svg
    viewBox="-2 -2 ${size}"
    width="120"
    height="120"
    role="img"
    aria-label=${label}
  >
    ${svg`<path d=${path} fill=${filled ? 'currentColor' : 'none'} fill-opacity="0.12" fill-rule="evenodd"
      stroke="currentColor" stroke-width="1.5" stroke-linejoin="round" />`}
  </svg>`
}

function spanOf(numbers: readonly number[]): [least: number, greatest: number] {
  return numbers.reduce(([least, most], one) => [Math.min(least, one), Math.max(most, one)], [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ] as [number, number])
}

type Line = Array<[lng: number, lat: number]>

/** Every line and ring of a shape's coordinates. */
export function linesOf(coordinates: unknown): Line[] {
  if (!Array.isArray(coordinates)) return []
  const [first] = coordinates
  if (Array.isArray(first) && typeof first[0] === 'number') return [coordinates as Line]
  return coordinates.flatMap(linesOf)
}
