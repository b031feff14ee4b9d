import type { ExpressionType } from '@tenon/sdk/expression/expression-type'
import { inDuration } from './sql-calendar.ts'
import { columns, type SqlCall, type SqlFunction, type SqlFunctionTable } from './sql-function.ts'
import { bindOnce, partOf, type SqlGround } from './sql-ground.ts'
import { concatenated } from './sql-list-literal.ts'
import { numeric, quotient } from './sql-number-functions.ts'
import { fixed, part, type SqlPart } from './sql-part.ts'
import { derived, fromRows, itemColumns, itemTypeOf, orderBy, rowsOf } from './sql-rows.ts'
import { type SqlItem, type SqlRows, type SqlValue, scalar } from './sql-value.ts'

const UNKNOWN: ExpressionType = { kind: 'unknown' }

/** The list that is the first argument, as rows, and the type that it has. */
function listOf({ ground, call, values }: SqlCall): { rows: SqlRows; type: ExpressionType } {
  const [list] = values
  const type = call.arguments[0]?.type ?? UNKNOWN
  if (list === undefined) throw new Error(`${call.signature} has a list.`)
  return { rows: rowsOf(ground, list, type), type }
}

const size: SqlFunction = (call) => scalar(part`(select count(*) ${fromRows(listOf(call).rows)})`)

/** One item, picked by what stands behind `order by`. */
function pick(ground: SqlGround, rows: SqlRows, { type, tail }: { type: ExpressionType; tail: SqlPart }): SqlItem {
  const picked = (value: SqlPart) => part`(select ${value} ${fromRows(rows)} ${tail})`
  const { item } = rows
  if (item.kind === 'money') return { kind: 'money', amount: picked(item.amount), currency: picked(item.currency) }
  const columnsOf = picked(itemColumns(ground, item, type))
  if (type.kind === 'record') return { kind: 'record', entity: type.entity, id: columnsOf }
  return scalar({ ...columnsOf, maxLength: item.kind === 'scalar' ? (item.part.maxLength ?? 0) : 0 })
}

const end =
  (direction: '' | ' desc'): SqlFunction =>
  (call) => {
    const { rows, type } = listOf(call)
    return pick(call.ground, rows, { type: itemTypeOf(type), tail: part`${orderBy(rows.order, direction)} limit 1` })
  }

/** Largest index that is looked for. */
const MAX_INDEX = fixed('1000000')

const itemAt: SqlFunction = (call) => {
  const { rows, type } = listOf(call)
  const [, index] = call.values
  const given = index === undefined ? fixed('null') : partOf(index)
  // A negative offset would fail, and a null one give the first item.
  const offset = bindOnce(
    call.ground,
    given,
    (value) => part`case when ${value} between 0 and ${MAX_INDEX} then ${value}::int else ${MAX_INDEX} end`,
  )
  return pick(call.ground, rows, {
    type: itemTypeOf(type),
    tail: part`${orderBy(rows.order)} limit 1 offset ${offset}`,
  })
}

/** An aggregate over the items, which must be columns. */
const aggregate =
  (write: (value: SqlPart, ground: SqlGround) => SqlPart): SqlFunction =>
  (call) => {
    const { rows, type } = listOf(call)
    const { from, item } = derived(call.ground, rows, itemTypeOf(type))
    return scalar(part`(select ${write(partOf(item), call.ground)} from ${from})`)
  }

const sum = aggregate((value) => part`coalesce(sum(${value}), 0)`)

/** An aggregate over money: null unless all of it is in one currency. */
const moneyAggregate = (call: SqlCall, write: (amount: SqlPart) => SqlPart): SqlValue => {
  const { rows, type } = listOf(call)
  const over = (read: (amount: SqlPart, currency: SqlPart) => SqlPart) => {
    const { from, item } = derived(call.ground, rows, itemTypeOf(type))
    if (item.kind !== 'money') throw new Error('A list of money has money.')
    return part`(select ${read(item.amount, item.currency)} from ${from} where ${item.amount} is not null)`
  }
  const oneCurrency = (currency: SqlPart) => part`min(${currency} collate "C") = max(${currency} collate "C")`
  return {
    kind: 'money',
    amount: over((amount, currency) => part`case when ${oneCurrency(currency)} then ${write(amount)} end`),
    currency: over((_, currency) => part`min(${currency} collate "C")`),
  }
}

const average = (value: SqlPart) => quotient(part`sum(${value})`, part`count(${value})`)

function extreme(name: 'min' | 'max'): SqlFunction {
  const apply = fixed(name)
  return (call) => {
    const item = itemTypeOf(call.call.arguments[0]?.type ?? UNKNOWN)
    if (item.kind === 'money') return moneyAggregate(call, (amount) => part`${apply}(${amount})`)
    const isText = item.kind === 'string' || item.kind === 'choice'
    const isBool = item.kind === 'bool'
    const found = aggregate((value) => {
      if (isText) return part`${apply}(${value} collate "C")`
      return isBool ? part`${fixed(name === 'min' ? 'bool_and' : 'bool_or')}(${value})` : part`${apply}(${value})`
    })?.(call)
    if (found?.kind !== 'scalar') throw new Error(`${name}() gives one value.`)
    return isText ? scalar({ ...found.part, maxLength: 100_000 }) : found
  }
}

export const SQL_LIST_FUNCTIONS = {
  'list<T> + list<T>: list<T>': ({ ground, call, values }): SqlValue => {
    const [left, right] = values
    if (left === undefined || right === undefined) throw new Error('+ has two lists.')
    return concatenated(ground, { left, right, type: call.type })
  },
  'size(list<T>): int': size,
  'list<T>.size(): int': size,
  'list<T>.count(): int': size,
  'list<T>.first(): T': end(''),
  'list<T>.last(): T': end(' desc'),
  'list<int>.sum(): int': sum,
  'list<decimal>.sum(): decimal': sum,
  'list<double>.sum(): double': null,
  'list<money>.sum(): money': (call) => moneyAggregate(call, (amount) => part`sum(${amount})`),
  'list<duration>.sum(): duration': aggregate((value, ground) => inDuration(ground, part`coalesce(sum(${value}), 0)`)),
  'list<decimal>.avg(): decimal': aggregate(average),
  'list<double>.avg(): double': null,
  'list<money>.avg(): money': (call) => moneyAggregate(call, average),
  'list<C>.min(): C': extreme('min'),
  'list<C>.max(): C': extreme('max'),
  'list<T>[int]: T': itemAt,
  'dyn[int]: dyn': columns(([json, index], { ground }) =>
    bindOnce(ground, json, (list) =>
      bindOnce(
        ground,
        index,
        (at) => part`nullif(case when jsonb_typeof(${list}) = 'array' and ${at} between 0 and ${MAX_INDEX}
          then ${list} -> ${numeric(at)}::int end, 'null'::jsonb)`,
      ),
    ),
  ),
  'dyn[string]: dyn': columns(([json, key]) => part`nullif(${json} -> ${key}, 'null'::jsonb)`),
} satisfies SqlFunctionTable
