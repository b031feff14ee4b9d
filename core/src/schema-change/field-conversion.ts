import type { FieldType } from '@tenon/sdk/contract/field-type'
import { type RawBuilder, sql } from 'kysely'
import type { CompiledField } from '../model/compiled-model.ts'
import { type ColumnKind, columnKind } from './column-kind.ts'
import { fitNumber } from './fit-number.ts'
import { fitText, longestText, optionsOf } from './fit-text.ts'
import { amountText, moneyOfText } from './money-forms.ts'
import { isPlainNumber, textOf, valueOfText } from './text-forms.ts'
import { withinChecks } from './within-checks.ts'

type Sql = RawBuilder<unknown>

/** How the values of a field of one type become those of another. */
export interface FieldConversion {
  /** One per column of the new field, over the columns `c0`, `c1` of `v`. Null where a value has no counterpart; never an error. */
  readonly values: readonly Sql[]
  /** Condition over `v` that something of a value is not in the new one; null where nothing can be lost. */
  readonly lost: RawBuilder<boolean> | null
}

/** As much of the field as it was as conversions ask for. */
export type ConvertibleField = Pick<CompiledField, 'type' | 'columns'> & { readonly schema: { currency?: string } }

/** Columns of the field as it was. */
const OLD = sql.ref('v.c0')
const OLD_SECOND = sql.ref('v.c1')

/** Types whose values say nothing without their own rules: references, numbers given by the server, structures. */
const APART: readonly FieldType[] = [
  ...(['reference', 'user', 'sequence', 'json', 'objectList', 'address', 'personName'] as const),
  ...(['multiReference', 'users', 'anyReference', 'team'] as const),
  ...(['geoPoint', 'geoShape', 'dateRange', 'yearMonth'] as const),
  ...(['file', 'image'] as const),
]

/** Types whose values are ids, which are no text to anybody. */
const NAMING: readonly FieldType[] = ['reference', 'user', 'multiReference', 'users', 'anyReference', 'team']

/** Null where no value of the one says anything about one of the other, and so the change is refused. */
export function convertField(before: ConvertibleField, after: CompiledField): FieldConversion | null {
  if (APART.includes(after.type) || NAMING.includes(before.type)) return null
  const converted = before.type === 'money' ? fromMoney(before, after) : fromSingle(before, after)
  if (converted === null) return null
  const values = withinChecks(after, converted.values)
  // Checks of the new column refuse what it cannot hold: such a value is lost like one that has no counterpart.
  const refused = after.columns.some(({ check }) => check !== undefined)
  if (converted.lost === null && !refused) return { values, lost: null }
  const certain = sql`${OLD} is null or ${refused ? sql`false` : (converted.certain ?? sql`false`)}`
  const less = sql`${values[0] ?? sql`null`} is null or ${converted.lost ?? sql`false`}`
  return { values, lost: sql<boolean>`case when ${certain} then false else ${less} end` }
}

interface Converted {
  values: readonly Sql[]
  /** Of a value that has a counterpart: condition that it says less. */
  lost: Sql | null
  /** Condition that tells quickly of most values that they have a counterpart that says all. */
  certain?: Sql
}

function fromSingle(before: ConvertibleField, after: CompiledField): Converted | null {
  const kind = columnKind(before.columns[0]?.type ?? '')
  if (kind === null || before.columns.length !== 1) return null
  if (after.type === 'money') return toMoney(kind, after)
  return after.columns.length === 1 ? toSingle(kind, after) : null
}

function toSingle(from: ColumnKind, after: CompiledField): Converted | null {
  const type = after.columns[0]?.type ?? ''
  const to = columnKind(type)
  if (to === null) return null
  if (to === 'text') return toText(textOf(from, OLD), after, from === 'text' || from === 'list')
  if (to === 'list') return toList(from, after)
  const direct = DIRECT[`${from} ${to}`]?.(type)
  if (direct !== undefined) return { values: [direct.value], lost: direct.lost }
  if (from !== 'text' || to === 'uuid') return null
  const value = valueOfText(to, OLD, type)
  if (to !== 'number') return { values: [value], lost: sql`false` }
  const exact = valueOfText('number', OLD, 'numeric(80,40)')
  return { values: [value], lost: sql`${value} <> ${exact}`, certain: isPlainNumber(OLD, type) }
}

/** Kinds that become one another without being written as text in between. */
const DIRECT: Partial<Record<string, (type: string) => { value: Sql; lost: Sql | null }>> = {
  'number number': (type) => {
    const value = fitNumber(sql`${OLD}::numeric`, type)
    return { value, lost: sql`${value} <> ${OLD}` }
  },
  'boolean number': (type) => ({ value: sql`${OLD}::int::${sql.raw(type)}`, lost: null }),
  'number boolean': () => ({ value: sql`case ${OLD} when 1 then true when 0 then false end`, lost: sql`false` }),
  'date instant': () => ({ value: sql`${OLD}::timestamp at time zone 'UTC'`, lost: null }),
  'instant date': () => ({
    value: sql`(${OLD} at time zone 'UTC')::date`,
    lost: sql`(${OLD} at time zone 'UTC')::time <> '00:00'`,
  }),
  'instant time': () => ({ value: sql`date_trunc('second', ${OLD} at time zone 'UTC')::time`, lost: sql`true` }),
}

function toText(text: Sql, after: CompiledField, long: boolean): Converted | null {
  const value = fitText(after, text)
  if (value === null) return null
  const longest = longestText(after)
  if (longest === null) return { values: [value], lost: sql`false` }
  return { values: [value], lost: long ? sql`length(btrim(${text})) > ${sql.lit(longest)}` : null }
}

function toList(from: ColumnKind, after: CompiledField): Converted | null {
  if (from !== 'list' && from !== 'text') return null
  if (after.type === 'tags')
    return { values: [from === 'list' ? OLD : valueOfText('list', OLD, 'text[]')], lost: sql`false` }
  if (after.type !== 'multiChoice') return null
  const list = from === 'list' ? OLD : valueOfText('list', OLD, 'text[]')
  const value = optionsOf(after, list)
  return { values: [value], lost: sql`cardinality(${value}) < cardinality(${list})` }
}

const AMOUNT = 'numeric(24,6)'

function toMoney(from: ColumnKind, after: CompiledField): Converted | null {
  const own = after.schema.currency === undefined ? null : sql.lit(after.schema.currency)
  if (from === 'text') return { values: moneyOfText(OLD, own), lost: sql`false` }
  if (from !== 'number' || own === null) return null
  const amount = fitNumber(sql`${OLD}::numeric`, AMOUNT)
  return { values: [amount, sql`case when ${amount} is not null then ${own} end`], lost: sql`${amount} <> ${OLD}` }
}

function fromMoney(before: ConvertibleField, after: CompiledField): Converted | null {
  if (after.type === 'money') return null
  const type = after.columns[0]?.type ?? ''
  if (after.columns.length !== 1) return null
  if (columnKind(type) === 'text') return toText(amountText(OLD, OLD_SECOND), after, false)
  if (columnKind(type) !== 'number') return null
  const value = fitNumber(OLD, type)
  const own = sql.lit(before.schema.currency ?? '')
  return { values: [value], lost: sql`${value} <> ${OLD} or ${OLD_SECOND} is distinct from ${own}` }
}
