import type { GeoShape } from '@tenon/sdk/contract/field-type'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { FilterOperator } from '@tenon/sdk/contract/query'
import { type RawBuilder, sql } from 'kysely'
import { BOX_SIDES, boxColumn } from '../sql-names.ts'
import { type FieldTypeDefinition, type OwnComparison, type OwnCondition, refuse } from './field-type-definition.ts'
import { boxOf, type GeoBox, normaliseShape } from './geo-shape.ts'
import { shownValue } from './shown-value.ts'

/** `within` and `overlaps` compare the boxes that shapes lie in; `covers` is exact for polygons. */
function shapeCondition(op: FilterOperator, comparison: OwnComparison): OwnCondition {
  if (op === 'within' || op === 'overlaps') return boxCondition(op, comparison)
  return op === 'covers' ? pointCondition(comparison) : null
}

function boxCondition(op: 'within' | 'overlaps', { alias, column, value }: OwnComparison): OwnCondition {
  const box = readBox(value)
  if (box === null) return notABox(value)
  const at = (side: keyof GeoBox) => sql.ref(`${alias}.${boxColumn(column, side)}`)
  const { west, south, east, north } = box
  const bound = (degrees: number) => sql`cast(${degrees} as numeric)`
  if (op === 'overlaps') {
    // A box whose west lies east of its east goes across the 180th meridian.
    const across = west > east ? sql`or` : sql`and`
    return sql<boolean>`((${at('west')} <= ${bound(east)} ${across} ${at('east')} >= ${bound(west)})
      and ${at('south')} <= ${bound(north)} and ${at('north')} >= ${bound(south)})`
  }
  const across = west > east ? sql`or` : sql`and`
  return sql<boolean>`((${at('west')} >= ${bound(west)} ${across} ${at('east')} <= ${bound(east)})
    and ${at('south')} >= ${bound(south)} and ${at('north')} <= ${bound(north)})`
}

/** In an outer ring and in none of its holes; of the rows whose box the point lies in. A line covers no point. */
function pointCondition({ alias, column, value }: OwnComparison): OwnCondition {
  const place = readPlace(value)
  if (place === null) return notAPlace(value)
  const { lat, lng } = place
  const [x, y] = [sql`cast(${lng} as double precision)`, sql`cast(${lat} as double precision)`]
  const at = (side: keyof GeoBox) => sql.ref(`${alias}.${boxColumn(column, side)}`)
  const shape = sql.ref(`${alias}.${column}`)
  const polygon = (ring: RawBuilder<unknown>) => sql`(
    select '(' || string_agg('(' || (p.at ->> 0) || ',' || (p.at ->> 1) || ')', ',' order by p.number) || ')'
    from jsonb_array_elements(${ring}) with ordinality p(at, number))::polygon`
  // The boxes come first in a case, so that no outline is read in vain.
  return sql<boolean>`case when ${x} between ${at('west')} and ${at('east')} and ${y} between ${at('south')} and ${at('north')}
    then exists (
      select 1 from jsonb_array_elements(case ${shape} ->> 'type' when 'Polygon' then jsonb_build_array(${shape} -> 'coordinates')
        when 'MultiPolygon' then ${shape} -> 'coordinates' else '[]'::jsonb end) part(rings)
      where ${polygon(sql`part.rings -> 0`)} @> point(${x}, ${y}) and not exists (
        select 1 from jsonb_array_elements(part.rings) with ordinality hole(ring, number)
        where hole.number > 1 and ${polygon(sql`hole.ring`)} @> point(${x}, ${y})))
    else false end`
}

function readBox(value: JsonValue): GeoBox | null {
  if (!isObject(value) || Object.keys(value).length !== BOX_SIDES.length) return null
  const [west, east] = [degrees(value['west'], 180), degrees(value['east'], 180)]
  const [south, north] = [degrees(value['south'], 90), degrees(value['north'], 90)]
  if (west === null || east === null || south === null || north === null || south > north) return null
  return { west, south, east, north }
}

function readPlace(value: JsonValue): { lat: number; lng: number } | null {
  if (!isObject(value) || Object.keys(value).length !== 2) return null
  const [lat, lng] = [degrees(value['lat'], 90), degrees(value['lng'], 180)]
  return lat === null || lng === null ? null : { lat, lng }
}

function degrees(value: JsonValue | undefined, limit: number): number | null {
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= limit ? value : null
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function notABox(value: JsonValue) {
  const problem = {
    en: `${shownValue(value)} is not a box; expected one such as {"west":121,"south":31,"east":122,"north":32}`,
    'zh-CN': `${shownValue(value)} 不是矩形范围，应类似 {"west":121,"south":31,"east":122,"north":32}`,
  }
  return { rule: 'type', problem }
}

function notAPlace(value: JsonValue) {
  const problem = {
    en: `${shownValue(value)} is not a place; expected degrees such as {"lat":31.2304,"lng":121.4737}`,
    'zh-CN': `${shownValue(value)} 不是地理位置，应为经纬度，例如 {"lat":31.2304,"lng":121.4737}`,
  }
  return { rule: 'type', problem }
}

const POSITION: JsonObject = { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 }
const RING: JsonObject = { type: 'array', items: POSITION, minItems: 4 }
const POLYGON: JsonObject = { type: 'array', items: RING, minItems: 1 }

function geometry(type: GeoShape['type'], coordinates: JsonObject): JsonObject {
  return {
    type: 'object',
    properties: { type: { const: type }, coordinates },
    required: ['type', 'coordinates'],
    additionalProperties: false,
  }
}

/** GeoJSON in WGS 84, in one column, and the box that it lies in, in four more by which it is found. */
export const geoShapeField: FieldTypeDefinition = Object.freeze({
  operators: ['within', 'overlaps', 'covers', 'isNull'] as const,
  sortable: false,
  keywords: [] as const,
  comparisonType: 'jsonb',
  columns: (column: string) => [
    { name: column, type: 'jsonb' },
    ...BOX_SIDES.map((side) => ({ name: boxColumn(column, side), type: 'numeric(9,6)' })),
  ],
  toColumns: (column: string, value: JsonValue) => {
    const box = value === null ? null : boxOf(value as unknown as GeoShape)
    // As text, as the type `json` does.
    const own = { [column]: value === null ? null : JSON.stringify(value) }
    return { ...own, ...Object.fromEntries(BOX_SIDES.map((side) => [boxColumn(column, side), box?.[side] ?? null])) }
  },
  selectJson: (alias: string, column: string) => sql<JsonValue>`${sql.ref(`${alias}.${column}`)}`,
  comparable: (alias: string, column: string) => sql`${sql.ref(`${alias}.${column}`)}`,
  comparison: (value: JsonValue) =>
    refuse('operator', {
      en: `${shownValue(value)} cannot be compared with a shape; use within, overlaps or covers`,
      'zh-CN': `${shownValue(value)} 不能与图形比较；请使用 within、overlaps 或 covers`,
    }),
  condition: shapeCondition,
  normalise: normaliseShape,
  jsonSchema: () => ({
    anyOf: [
      geometry('LineString', { type: 'array', items: POSITION, minItems: 2 }),
      geometry('Polygon', POLYGON),
      geometry('MultiPolygon', { type: 'array', items: POLYGON, minItems: 1 }),
    ],
  }),
})
