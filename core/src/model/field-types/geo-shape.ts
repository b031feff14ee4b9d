import type { GeoPosition, GeoShape } from '@tenon/sdk/contract/field-type'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { accept, type Normalised, refuse } from './field-type-definition.ts'
import { shownValue } from './shown-value.ts'

const MAX_POINTS = 10_000

/** Thrown on the way into a shape; never leaves this file. */
class WrongShape extends Error {
  readonly rule: string
  readonly problem: LocalizedText

  constructor(rule: string, problem: LocalizedText) {
    super(problem.en)
    this.rule = rule
    this.problem = problem
  }
}

/**
 * A GeoJSON geometry (RFC 7946) in its stored form: six digits after the point, outer rings counter-clockwise and holes
 * clockwise. Text is read as JSON; `bbox` is left out, because it follows from the rest.
 */
export function normaliseShape(value: JsonValue): Normalised {
  if (value === '') return accept(null)
  const given = typeof value === 'string' ? parsed(value) : value
  const budget = { points: 0 }
  try {
    return accept(readShape(given, budget) as unknown as JsonObject)
  } catch (error) {
    if (!(error instanceof WrongShape)) throw error
    return refuse(error.rule, error.problem)
  }
}

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return text
  }
}

interface Budget {
  points: number
}

function readShape(value: JsonValue, budget: Budget): GeoShape {
  const { type, coordinates, bbox: _bbox, ...others } = isObject(value) ? value : {}
  if (Object.keys(others).length > 0 || !Array.isArray(coordinates)) throw notAShape(value)
  switch (type) {
    case 'LineString':
      return { type, coordinates: readLine(coordinates, budget) }
    case 'Polygon':
      return { type, coordinates: readPolygon(coordinates, budget) }
    case 'MultiPolygon':
      if (coordinates.length === 0) throw notAShape(value)
      return { type, coordinates: coordinates.map((part) => readPolygon(part, budget)) }
    default:
      throw notAShape(value)
  }
}

function readPolygon(value: JsonValue, budget: Budget): GeoPosition[][] {
  if (!Array.isArray(value) || value.length === 0) throw notAShape(value)
  return value.map((ring, index) => turned(readRing(ring, budget), index === 0))
}

function readLine(value: JsonValue, budget: Budget): GeoPosition[] {
  if (!Array.isArray(value)) throw notAShape(value)
  const line = value.map((position) => readPosition(position, budget))
  if (line.length >= 2) return line
  throw new WrongShape('shape', { en: 'a line has at least two points', 'zh-CN': '线至少有两个点' })
}

function readRing(value: JsonValue, budget: Budget): GeoPosition[] {
  if (!Array.isArray(value)) throw notAShape(value)
  const ring = value.map((position) => readPosition(position, budget))
  const [first, last] = [ring[0], ring.at(-1)]
  if (ring.length < 4 || first?.[0] !== last?.[0] || first?.[1] !== last?.[1]) {
    throw new WrongShape('shape', {
      en: 'a ring of a polygon has at least four points, and ends where it begins',
      'zh-CN': '多边形的环至少有四个点，且首尾相同',
    })
  }
  if (areaOf(ring) !== 0) return ring
  throw new WrongShape('shape', { en: 'a ring of a polygon has no area', 'zh-CN': '多边形的环没有面积' })
}

function readPosition(value: JsonValue, budget: Budget): GeoPosition {
  budget.points += 1
  if (budget.points > MAX_POINTS) {
    throw new WrongShape('maxPoints', {
      en: `it has more than ${MAX_POINTS} points`,
      'zh-CN': `超过 ${MAX_POINTS} 个点`,
    })
  }
  const [lng, lat, ...more] = Array.isArray(value) ? value : []
  const position = [degrees(lng, 180), degrees(lat, 90)] as const
  if (more.length === 0 && position[0] !== null && position[1] !== null) return [position[0], position[1]]
  throw new WrongShape('position', {
    en: `${shownValue(value)} is not a position; expected [longitude, latitude] in degrees, without a height, such as [121.4737,31.2304]`,
    'zh-CN': `${shownValue(value)} 不是坐标，应为 [经度, 纬度]（度，不含高度），例如 [121.4737,31.2304]`,
  })
}

/** Six digits after the point are eleven centimetres; -0 is 0. */
function degrees(value: JsonValue | undefined, limit: number): number | null {
  if (typeof value !== 'number' || !Number.isFinite(value) || Math.abs(value) > limit) return null
  return Math.round(value * 1e6) / 1e6 + 0
}

/** Twice the area, positive for a ring that runs counter-clockwise; in whole millionths of degrees, which are exact. */
function areaOf(ring: readonly GeoPosition[]): number {
  let area = 0n
  for (const [index, [x, y]] of ring.entries()) {
    const [nextX, nextY] = ring[(index + 1) % ring.length] ?? [x, y]
    area += millionths(x) * millionths(nextY) - millionths(nextX) * millionths(y)
  }
  return area > 0n ? 1 : area < 0n ? -1 : 0
}

function millionths(degree: number): bigint {
  return BigInt(Math.round(degree * 1e6))
}

function turned(ring: GeoPosition[], outer: boolean): GeoPosition[] {
  return areaOf(ring) > 0 === outer ? ring : ring.toReversed()
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function notAShape(value: JsonValue): WrongShape {
  return new WrongShape('type', {
    en: `${shownValue(value)} is not a shape; expected GeoJSON of type LineString, Polygon or MultiPolygon, such as {"type":"LineString","coordinates":[[121.47,31.23],[116.4,39.9]]}`,
    'zh-CN': `${shownValue(value)} 不是图形，应为 LineString、Polygon 或 MultiPolygon 类型的 GeoJSON，例如 {"type":"LineString","coordinates":[[121.47,31.23],[116.4,39.9]]}`,
  })
}

export interface GeoBox {
  west: number
  south: number
  east: number
  north: number
}

/** The box that a shape lies in. RFC 7946 has one that crosses the 180th meridian cut there. */
export function boxOf({ coordinates }: GeoShape): GeoBox {
  const box = { west: 180, south: 90, east: -180, north: -90 }
  const visit = (part: unknown): void => {
    if (!Array.isArray(part)) return
    const [lng, lat] = part
    if (typeof lng !== 'number' || typeof lat !== 'number') {
      part.forEach(visit)
      return
    }
    box.west = Math.min(box.west, lng)
    box.east = Math.max(box.east, lng)
    box.south = Math.min(box.south, lat)
    box.north = Math.max(box.north, lat)
  }
  visit(coordinates)
  return box
}
