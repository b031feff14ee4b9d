import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { FilterOperator } from '@tenon/sdk/contract/query'
import { type RawBuilder, sql } from 'kysely'
import { entityColumn } from '../sql-names.ts'
import {
  accept,
  type FieldTypeDefinition,
  type Normalised,
  type OwnComparison,
  type OwnCondition,
  refuse,
} from './field-type-definition.ts'
import { normaliseId } from './reference-types.ts'
import { shownValue } from './shown-value.ts'

const MAX_COMPARED = 100

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `contact/0190a6f0-…` stands for that record too, as files have it. */
function asParts(value: JsonValue): JsonObject | null {
  if (typeof value === 'string') {
    const [, entity = '', id = ''] = /^\s*([^/\s]+)\s*\/\s*(\S+)\s*$/.exec(value) ?? []
    return entity === '' ? null : { entity, id }
  }
  return isObject(value) && Object.keys(value).every((key) => key === 'entity' || key === 'id') ? value : null
}

function normalise(value: JsonValue, schema: FieldSchema): Normalised {
  if (typeof value === 'string' && value.trim() === '') return accept(null)
  const { entity, id = null } = asParts(value) ?? {}
  if (typeof entity !== 'string' || typeof id !== 'string') return notARecord(value, schema)
  if (!namesEntity(schema, entity)) return wrongEntity(entity, schema)
  const normalised = normaliseId(id)
  if ('problem' in normalised) return { ...normalised, pointer: '/id' }
  return normalised.value === null ? notARecord(value, schema) : accept({ entity, id: normalised.value })
}

function namesEntity({ targets }: FieldSchema, entity: string): boolean {
  return targets?.entities.includes(entity) ?? false
}

/** `{"entity":"contact"}` alone compares with any record of that entity. */
function compared(value: JsonValue, schema: FieldSchema): Normalised {
  if (isObject(value) && Object.keys(value).join() === 'entity') {
    const { entity } = value
    if (typeof entity !== 'string') return notARecord(value, schema)
    return namesEntity(schema, entity) ? accept({ entity }) : wrongEntity(entity, schema)
  }
  const normalised = normalise(value, schema)
  return 'value' in normalised && normalised.value === null ? notARecord(value, schema) : normalised
}

function isIt(alias: string, column: string, value: JsonValue): RawBuilder<boolean> {
  const { entity, id } = value as { entity: string; id?: string }
  const same = sql<boolean>`${sql.ref(`${alias}.${entityColumn(column)}`)} = ${entity}`
  return id === undefined ? same : sql<boolean>`(${sql.ref(`${alias}.${column}`)} = cast(${id} as uuid) and ${same})`
}

function condition(op: FilterOperator, { alias, column, value, schema }: OwnComparison): OwnCondition {
  if (op !== 'eq' && op !== 'ne' && op !== 'in') return null
  if (op !== 'in' && value === null) return null
  if (op === 'in' && !(Array.isArray(value) && value.length <= MAX_COMPARED)) return notAList(value)
  const parts: RawBuilder<boolean>[] = []
  for (const one of Array.isArray(value) ? value : [value]) {
    const result = one === null ? null : compared(one, schema)
    if (result !== null && 'problem' in result) return result
    const empty = sql<boolean>`${sql.ref(`${alias}.${column}`)} is null`
    parts.push(result === null ? empty : isIt(alias, column, result.value))
  }
  if (parts.length === 0) return sql<boolean>`false`
  const any = sql<boolean>`(${sql.join(parts, sql` or `)})`
  return op === 'ne' ? sql<boolean>`${any} is not true` : sql<boolean>`${any} is true`
}

/** A record of one of several entities: its id in one column, the name of its entity in a second. */
export const anyReferenceField: FieldTypeDefinition = Object.freeze({
  operators: ['eq', 'ne', 'in', 'isNull'] as const,
  sortable: false,
  keywords: ['targets', 'subject'] as const,
  comparisonType: 'uuid',
  columns: (column: string) => {
    const name = entityColumn(column)
    return [
      { name: column, type: 'uuid' },
      { name, type: 'text', check: `("${name}" is null) = ("${column}" is null)` },
    ]
  },
  toColumns: (column: string, value: JsonValue) => {
    const { entity = null, id = null } = isObject(value) ? value : {}
    return { [column]: id, [entityColumn(column)]: entity }
  },
  selectJson: (alias: string, column: string) => {
    const id = sql.ref(`${alias}.${column}`)
    return sql<JsonValue>`case when ${id} is not null
      then jsonb_build_object('id', ${id}, 'entity', ${sql.ref(`${alias}.${entityColumn(column)}`)}) end`
  },
  comparable: (alias: string, column: string): RawBuilder<unknown> => sql`${sql.ref(`${alias}.${column}`)}`,
  comparison: compared,
  condition,
  normalise,
  jsonSchema: ({ targets }: FieldSchema) => ({
    type: 'object',
    properties: {
      entity: { type: 'string', ...(targets !== undefined && { enum: [...targets.entities] }) },
      id: { type: 'string', format: 'uuid' },
    },
    required: ['entity', 'id'],
    additionalProperties: false,
  }),
})

function notARecord(value: JsonValue, { targets }: FieldSchema): Exclude<Normalised, { value: JsonValue }> {
  const entity = targets?.entities[0] ?? 'contact'
  const example = `{"entity":"${entity}","id":"01890a5d-ac96-774b-bcce-b302099a8057"}`
  return {
    rule: 'type',
    problem: {
      en: `${shownValue(value)} names no record; expected one such as ${example}`,
      'zh-CN': `${shownValue(value)} 不是记录引用，应类似 ${example}`,
    },
  }
}

function wrongEntity(entity: string, { targets }: FieldSchema): Exclude<Normalised, { value: JsonValue }> {
  const known = targets?.entities ?? []
  const problem = {
    en: `${shownValue(entity)} is none of the entities that it can name: ${known.join(', ')}`,
    'zh-CN': `${shownValue(entity)} 不是可引用的实体；可用的有：${known.join('、')}`,
  }
  return { rule: 'enum', problem, pointer: '/entity' }
}

function notAList(value: JsonValue) {
  return refuse('type', {
    en: `${shownValue(value)} is not a list of at most ${MAX_COMPARED} records to compare with`,
    'zh-CN': `${shownValue(value)} 不是用于比较的记录列表（最多 ${MAX_COMPARED} 条）`,
  }) as Exclude<Normalised, { value: JsonValue }>
}
