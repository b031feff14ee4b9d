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
  const numbers = coordinates.flat(3) as unknown[]
  return words.points(words[type] ?? type, numbers.length / 2)
}
