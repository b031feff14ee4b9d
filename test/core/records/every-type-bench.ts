import { FIELD_TYPES, type FieldType } from '@tenon/sdk/contract/field-type'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { FilterOperator } from '@tenon/sdk/contract/query'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { uuidv7 } from 'uuidv7'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { ORDERED, PROBES } from '../model/field-type-comparisons.ts'
import { EVERY_KEYWORD, KEYWORDS } from '../model/field-type-keywords.ts'
import { ID, OTHER_ID, ROUND_TRIPS } from '../model/field-type-samples.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import type { TestRecords } from './open-test-records.ts'

export const nameOf = (type: FieldType) => `${type}Field`

const properties = Object.fromEntries(FIELD_TYPES.map((type) => [nameOf(type), field(type, KEYWORDS[type])]))
// The copy takes as it is what the original numbers.
const copied = { ...properties, [nameOf('sequence')]: field('text') }
const strict = Object.fromEntries(FIELD_TYPES.map((type) => [nameOf(type), field(type, EVERY_KEYWORD[type])]))

/** What is declared: `thing` takes the samples, `copy` the same from a file, `strict` has every keyword of every type. */
const DECLARED = [entity('thing', properties), entity('copy', copied), entity('strict', strict)]

export const everyTypeDocument = mergeModel([pluginPackage('sample', { entities: DECLARED })], {})

export interface Sample {
  type: FieldType
  name: string
  given: JsonValue
  stored: JsonValue
}

/** A number is given, never taken. */
export const SAMPLES: Sample[] = FIELD_TYPES.filter((type) => type !== 'sequence').flatMap((type) =>
  ROUND_TRIPS[type].map(([given, stored], index) => ({ type, name: `${type} ${index}`, given, stored })),
)

/** What is compared for an operator, and whether the holder is found. */
export function probesOf(type: FieldType, op: FilterOperator): Array<[JsonValue, boolean]> {
  if (op === 'isNull')
    return [
      [true, false],
      [null, false],
      [false, true],
    ]
  const own = PROBES[type].probes[op]
  if (own !== undefined) return own
  const [low, high] = ORDERED[type] ?? [null, null]
  const ordered: Partial<Record<FilterOperator, Array<[JsonValue, boolean]>>> = {
    eq: [
      [low, true],
      [high, false],
    ],
    ne: [
      [low, false],
      [high, true],
    ],
    in: [
      [[high, low], true],
      [[high], false],
      [[], false],
    ],
    lt: [
      [high, true],
      [low, false],
    ],
    lte: [
      [low, true],
      [high, true],
    ],
    gt: [
      [low, false],
      [high, false],
    ],
    gte: [
      [low, true],
      [high, false],
    ],
  }
  return ordered[op] ?? []
}

/** Operators that compare with one value of the type. */
export function isOrder(op: FilterOperator): boolean {
  return ['eq', 'ne', 'in', 'lt', 'lte', 'gt', 'gte'].includes(op)
}

export function mappedFields(): JsonObject {
  const rules = FIELD_TYPES.filter((type) => type !== 'file' && type !== 'image').map((type) => {
    const by = namesOthers(type) && type !== 'anyReference' ? { by: 'id' } : {}
    return [nameOf(type), { column: nameOf(type), ...by }]
  })
  return { name: { column: 'name' }, ...Object.fromEntries(rules) }
}

export function namesOthers(type: FieldType): boolean {
  return ['reference', 'user', 'multiReference', 'users', 'anyReference', 'team'].includes(type)
}

/** Ids of two things, users and teams that are there, in place of those in the samples. */
export interface RealIds {
  things: readonly [string, string]
  users: readonly [string, string]
  teams: readonly [string, string]
}

/** A sample's value with ids of what is there. */
export function realValue(type: FieldType, value: JsonValue, { things, users, teams }: RealIds): JsonValue {
  if (!namesOthers(type)) return value
  if (Array.isArray(value)) return value.map((item) => realValue(type, item, { things, users, teams }))
  if (typeof value === 'object' && value !== null) {
    const parts = Object.entries(value).map(([name, part]) => [name, realValue(type, part, { things, users, teams })])
    return Object.fromEntries(parts)
  }
  if (typeof value !== 'string') return value
  const [one, other] = type === 'team' ? teams : type === 'user' || type === 'users' ? users : things
  return value.replace(new RegExp(ID, 'i'), one).replace(new RegExp(OTHER_ID, 'i'), other)
}

/** Makes them, in an entity `thing`. */
export async function makeRealIds(tenon: TestRecords): Promise<RealIds> {
  const makeUser = async (name: string) => {
    const { actor } = await tenon.addUser(name)
    return actor.kind === 'user' ? actor.id : ''
  }
  const makeTeam = async (name: string) => {
    const id = uuidv7()
    await tenon.database.tenant(tenon.tenant.schema).insertInto('_team').values({ id, name, parent_id: null }).execute()
    return id
  }
  const makeThing = async (name: string) =>
    (await tenon.createRecord(tenon.system, { entity: 'thing', values: { name } })).id
  return {
    things: [await makeThing('target'), await makeThing('other target')],
    users: [await makeUser('Ada'), await makeUser('Bob')],
    teams: [await makeTeam('North'), await makeTeam('South')],
  }
}

export function declaredValues(record: TenonRecord | undefined): JsonObject {
  return Object.fromEntries(FIELD_TYPES.map((type) => [type, (record?.[nameOf(type)] ?? null) as JsonValue]))
}

export async function collectText(text: AsyncIterable<string>): Promise<string> {
  let all = ''
  for await (const part of text) all += part
  return all
}
