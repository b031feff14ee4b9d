import { HAN_NAME } from '@tenon/sdk/contract/full-name'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'
import { accept, type Normalised, scalarType } from './field-type-definition.ts'
import { shownValue } from './shown-value.ts'
import { textComparison } from './text-types.ts'

const PARTS = ['prefix', 'given', 'middle', 'family', 'suffix'] as const
const PART_MAX_LENGTH = 100

/** A text is a name that nobody has taken apart: the last word is the family's, of Chinese names the first sign is. */
export function nameFromText(text: string): JsonObject {
  const name = text.trim().replaceAll(/\s+/g, ' ')
  if (/^\p{Script=Han}{2,4}$/u.test(name)) return { family: name.slice(0, 1), given: name.slice(1) }
  const words = name.split(' ')
  const family = words.pop() ?? ''
  return words.length === 0 ? { given: family } : { given: words.join(' '), family }
}

function normaliseName(value: JsonValue): Normalised {
  const parts = typeof value === 'string' ? nameFromText(value) : value
  if (typeof parts !== 'object' || parts === null || Array.isArray(parts)) return accept(parts)
  const kept = PARTS.flatMap((part): Array<[string, JsonValue]> => {
    const given = parts[part]
    const text = typeof given === 'string' ? given.trim().replaceAll(/\s+/g, ' ') : given
    return text === undefined || text === null || text === '' ? [] : [[part, text]]
  })
  const strange = Object.keys(parts).find((key) => !PARTS.some((part) => part === key))
  if (strange !== undefined) return unknownPart(strange)
  const name = Object.fromEntries(kept)
  const named = name['given'] !== undefined || name['family'] !== undefined
  return kept.length === 0 || named ? accept(kept.length === 0 ? null : name) : NAMELESS
}

function unknownPart(part: string): Normalised {
  const problem = {
    en: `${shownValue(part)} is no part of a name; expected ${PARTS.join(', ')}`,
    'zh-CN': `${shownValue(part)} 不是姓名的组成部分；应为 ${PARTS.join('、')}`,
  }
  return { rule: 'additionalProperties', problem, pointer: `/${part}` }
}

const NAMELESS: Normalised = {
  rule: 'required',
  problem: { en: 'a given name or a family name is needed', 'zh-CN': '姓或名至少填写一项' },
}

/** What `fullNameOf` gives, in SQL. */
function fullName(alias: string, column: string): RawBuilder<string | null> {
  const part = (name: string) => sql`${sql.ref(`${alias}.${column}`)} ->> ${sql.lit(name)}`
  const western = sql`concat_ws(' ', ${sql.join(['prefix', 'given', 'middle', 'family', 'suffix'].map(part))})`
  const chinese = sql`concat(${part('family')}, ${part('middle')}, ${part('given')})`
  const han = sql`concat(${part('family')}, ${part('given')}) ~ ${sql.lit(HAN_NAME.source)}`
  return sql<
    string | null
  >`case when ${sql.ref(`${alias}.${column}`)} is null then null when ${han} then ${chinese} else ${western} end`
}

/** A person's name in its parts. Filters and sorting see it as one text. */
export const personNameField = scalarType({
  operators: ['eq', 'ne', 'contains', 'startsWith', 'isNull'],
  sortable: true,
  keywords: ['searchable'],
  columnType: 'jsonb',
  comparisonType: 'text',
  sortType: 'text',
  toColumns: (column, value) => ({ [column]: value === null ? null : JSON.stringify(value) }),
  comparable: fullName,
  title: fullName,
  comparison: textComparison,
  normalise: normaliseName,
  jsonSchema: () => ({
    type: 'object',
    properties: Object.fromEntries(
      PARTS.map((part) => [part, { type: 'string', minLength: 1, maxLength: PART_MAX_LENGTH }]),
    ),
    additionalProperties: false,
    minProperties: 1,
  }),
})
