import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { ExpressionType } from '@tenon/sdk/expression/expression-type'
import type { RawBuilder } from 'kysely'
import { dateText, decimalText, durationText, instantText, timeText } from './sql-conversion-functions.ts'
import type { SqlGround } from './sql-ground.ts'
import { numeric } from './sql-number-functions.ts'
import { fixed, part, type SqlPart } from './sql-part.ts'
import { idToSql } from './sql-record.ts'
import { fromRows, itemTypeOf, orderBy, rowsOf } from './sql-rows.ts'
import { safeInteger } from './sql-safe-integer.ts'
import { asText } from './sql-text.ts'
import type { SqlItem, SqlValue } from './sql-value.ts'

/** The value as `jsonb` in the API's form, SQL null where it is missing. */
export function resultJson(ground: SqlGround, value: SqlValue, type: ExpressionType): RawBuilder<JsonValue> {
  const json = type.kind === 'list' ? listJson(ground, value, type) : itemJson(ground, value as SqlItem, type)
  return json.sql as RawBuilder<JsonValue>
}

function listJson(ground: SqlGround, value: SqlValue, type: ExpressionType): SqlPart {
  const rows = rowsOf(ground, value, type)
  const item = itemJson(ground, rows.item, itemTypeOf(type))
  const list = part`(select coalesce(jsonb_agg(${item} ${orderBy(rows.order)}), '[]'::jsonb) ${fromRows(rows)})`
  return value.kind === 'rows'
    ? list
    : part`case when ${value.kind === 'array' ? value.part : fixed('null')} is not null then ${list} end`
}

function itemJson(ground: SqlGround, value: SqlItem, type: ExpressionType): SqlPart {
  if (value.kind === 'money') {
    const { amount, currency } = value
    return part`case when ${amount} is not null then jsonb_build_object('amount', ${decimalText(amount)}, 'currency', ${currency}) end`
  }
  if (value.kind === 'record') return part`to_jsonb(${idToSql(ground, value)}::text)`
  const text = scalarText(value.part, type)
  if (text !== null) return part`to_jsonb(${text})`
  if (type.kind === 'int') return part`to_jsonb(${safeInteger(ground, value.part)})`
  return type.kind === 'dyn' ? value.part : part`to_jsonb(${asText(value.part)})`
}

function scalarText(value: SqlPart, type: ExpressionType): SqlPart | null {
  switch (type.kind) {
    case 'null':
      return part`${value}::text`
    case 'decimal':
      return decimalText(value)
    case 'date':
      return dateText(value)
    case 'dateTime':
      return instantText(value)
    case 'time':
      return timeText(value)
    case 'duration':
      return durationText(numeric(value))
    default:
      return null
  }
}
