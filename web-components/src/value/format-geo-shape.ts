import type { GeoShape } from '@tenon/sdk/contract/field-type'
import type { Locale } from '@tenon/sdk/contract/locale'
import { defineTexts } from '../internal/define-texts.ts'

const texts = defineTexts({
  en: {
    LineString: 'Line',
    Polygon: 'Area',
    MultiPolygon: 'Several areas',
    points: (kind: string, count: number) => `${kind}, ${count} points`,
  },
  'zh-CN': {
    LineString: '线',
    Polygon: '区域',
    MultiPolygon: '多个区域',
    points: (kind: string, count: number) => `${kind}，${count} 个点`,
  },
})

/** What a shape is, and of how many points. */
export function formatGeoShape({ type, coordinates }: GeoShape, locale: Locale): string {
  const words = texts(locale)
  return words.points(words[type] ?? type, linesOf(coordinates).flat().length)
}

type Line = Array<[lng: number, lat: number]>

/** Every line and ring of a shape's coordinates. */
export function linesOf(coordinates: unknown): Line[] {
  if (!Array.isArray(coordinates)) return []
  const [first] = coordinates
  if (Array.isArray(first) && typeof first[0] === 'number') return [coordinates as Line]
  return coordinates.flatMap(linesOf)
}
