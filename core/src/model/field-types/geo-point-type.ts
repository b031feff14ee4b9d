import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'
import { longitudeColumn } from '../sql-names.ts'
import {
  accept,
  type FieldTypeDefinition,
  type Normalised,
  type OwnComparison,
  refuse,
} from './field-type-definition.ts'
import { shownValue } from './shown-value.ts'

const EARTH_RADIUS_KM = 6371.0088
const KM_PER_DEGREE = 111.19
const MAX_KM = 20_038

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function degrees(value: JsonValue | undefined, limit: number): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number) || Math.abs(number) > limit) return null
  // Six digits after the point are eleven centimetres; -0 is 0.
  return Math.round(number * 1e6) / 1e6 + 0
}

function notAPlace(value: JsonValue) {
  return {
    rule: 'type',
    problem: {
      en: `${shownValue(value)} is not a place; expected degrees such as {"lat":31.2304,"lng":121.4737}`,
      'zh-CN': `${shownValue(value)} 不是地理位置，应为经纬度，例如 {"lat":31.2304,"lng":121.4737}`,
    },
  }
}

function normalisePlace(value: JsonValue): Normalised {
  if (value === '') return accept(null)
  const given = typeof value === 'string' ? fromText(value) : value
  if (!isObject(given) || Object.keys(given).some((key) => key !== 'lat' && key !== 'lng')) return notAPlace(value)
  const lat = degrees(given['lat'], 90)
  const lng = degrees(given['lng'], 180)
  return lat === null || lng === null ? notAPlace(value) : accept({ lat, lng })
}

/** `31.2304, 121.4737`, as maps give it. */
function fromText(text: string): JsonValue {
  const [lat = '', lng = '', ...more] = text.split(',')
  return more.length > 0 || lat.trim() === '' || lng.trim() === '' ? text : { lat: lat.trim(), lng: lng.trim() }
}

/** Within a distance on the sphere (haversine), after a box of latitudes that an index can serve. */
function placeCondition(op: string, { alias, column, value }: OwnComparison) {
  if (op !== 'within') return null
  const { km, ...rest } = isObject(value) ? value : {}
  const center = normalisePlace(rest)
  if (typeof km !== 'number' || !(km > 0 && km <= MAX_KM) || !('value' in center) || !isObject(center.value)) {
    const problem = {
      en: `${shownValue(value)} is not a circle; expected one such as {"lat":31.23,"lng":121.47,"km":50}`,
      'zh-CN': `${shownValue(value)} 不是圆形范围，应类似 {"lat":31.23,"lng":121.47,"km":50}`,
    }
    return { rule: 'type', problem }
  }
  const { lat, lng } = center.value as { lat: number; lng: number }
  const [latitude, longitude] = [sql.ref(`${alias}.${column}`), sql.ref(`${alias}.${longitudeColumn(column)}`)]
  const reach = km / KM_PER_DEGREE + 0.01
  const [at, of] = [sql`cast(${lat} as double precision)`, sql`cast(${lng} as double precision)`]
  const half = sql`power(sind((${latitude} - ${at}) / 2), 2)
    + cosd(${at}) * cosd(${latitude}::double precision) * power(sind((${longitude} - ${of}) / 2), 2)`
  return sql<boolean>`(${latitude} between cast(${lat - reach} as numeric) and cast(${lat + reach} as numeric)
    and ${2 * EARTH_RADIUS_KM} * asin(least(1, sqrt(${half}))) <= cast(${km} as double precision))`
}

/** Degrees, WGS 84, to six digits after the point. */
export const geoPointField: FieldTypeDefinition = Object.freeze({
  operators: ['within', 'isNull'] as const,
  sortable: false,
  keywords: ['indexed'] as const,
  comparisonType: 'numeric',
  columns: (column: string) => [
    { name: column, type: 'numeric(8,6)', check: `"${column}" between -90 and 90` },
    { name: longitudeColumn(column), type: 'numeric(9,6)', check: `"${longitudeColumn(column)}" between -180 and 180` },
  ],
  toColumns: (column: string, value: JsonValue) => {
    const { lat = null, lng = null } = isObject(value) ? value : {}
    return { [column]: lat, [longitudeColumn(column)]: lng }
  },
  selectJson: (alias: string, column: string) => {
    const number = (name: string) => sql`trim_scale(${sql.ref(`${alias}.${name}`)})`
    return sql<JsonValue>`case when ${sql.ref(`${alias}.${column}`)} is not null
      then jsonb_build_object('lat', ${number(column)}, 'lng', ${number(longitudeColumn(column))}) end`
  },
  comparable: (alias: string, column: string): RawBuilder<unknown> => sql`${sql.ref(`${alias}.${column}`)}`,
  comparison: (value: JsonValue) => refuse('type', notAPlace(value).problem),
  condition: placeCondition,
  normalise: normalisePlace,
  jsonSchema: () => ({
    type: 'object',
    properties: {
      lat: { type: 'number', minimum: -90, maximum: 90 },
      lng: { type: 'number', minimum: -180, maximum: 180 },
    },
    required: ['lat', 'lng'],
    additionalProperties: false,
  }),
})
