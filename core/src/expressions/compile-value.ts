import { dateText } from '@tenon/sdk/expression/calendar'
import type { CheckedNode, CheckedNodeOf } from '@tenon/sdk/expression/checked-node'
import { todayIn } from '@tenon/sdk/expression/zone'
import { callToSql } from './sql-call.ts'
import { conditionalToSql } from './sql-conditional.ts'
import { constantToSql, typedNull } from './sql-constant.ts'
import { type SqlGround, scalarOf } from './sql-ground.ts'
import { jsonRows } from './sql-json-rows.ts'
import { listToSql } from './sql-list-literal.ts'
import { loopToSql } from './sql-loop.ts'
import { bound, part } from './sql-part.ts'
import { fieldToSql } from './sql-record.ts'
import { SqlRefusal } from './sql-refusal.ts'
import { rowsOf } from './sql-rows.ts'
import { refuseDouble } from './sql-types.ts'
import { type SqlRecord, type SqlValue, scalar } from './sql-value.ts'

/** The SQL of a part. Yes/no parts that are never null are compiled by their truth. */
export function compileValue(ground: SqlGround, node: CheckedNode): SqlValue {
  refuseDouble(node.type)
  switch (node.kind) {
    case 'constant':
      return constantToSql(node)
    case 'variable':
      return variableToSql(ground, node)
    case 'local':
      return localToSql(ground, node)
    case 'actorField':
      return actorToSql(ground, node)
    case 'field':
      return fieldToSql(ground, { record: ground.value(node.target) as SqlRecord, field: node.field, type: node.type })
    case 'member': {
      const key = bound(node.key, 'text')
      return scalar(part`nullif(${scalarOf(ground, node.target)} -> ${key}, 'null'::jsonb)`)
    }
    case 'call':
      return callToSql(ground, node)
    case 'conditional':
      return conditionalToSql(ground, node)
    case 'list':
      return listToSql(ground, node)
    case 'convert':
      return conversionToSql(ground, node)
    case 'loop':
      if (node.loop === 'filter' || node.loop === 'map') return loopToSql(ground, node)
      return scalar(part`coalesce(${ground.truth(node)}, false)`)
    case 'not':
    case 'and':
    case 'or':
    case 'compare':
    case 'same':
    case 'isNull':
    case 'in':
      return scalar(part`coalesce(${ground.truth(node)}, false)`)
    case 'unknown':
      throw new Error('A checked expression has no unknown part.')
  }
}

function variableToSql({ environment }: SqlGround, { name, type }: CheckedNodeOf<'variable'>): SqlValue {
  const entity = type.kind === 'record' ? type.entity : ''
  switch (name) {
    case 'record':
      return { kind: 'record', entity, alias: environment.alias }
    case 'now':
      return scalar(bound(environment.context.now.toISOString(), 'timestamptz'))
    case 'today':
      return scalar(bound(dateText(todayIn(environment.context.now.getTime(), environment.context.timeZone)), 'date'))
    case 'actor':
      return scalar(bound(environment.context.actor?.id ?? null, 'text'))
    case 'old':
      throw new SqlRefusal({
        en: 'the database knows only the values that are stored, not those before a change',
        'zh-CN': '数据库只有已保存的值，没有变更前的值',
      })
  }
}

function localToSql({ items }: SqlGround, { slot }: CheckedNodeOf<'local'>): SqlValue {
  const item = items[slot]
  if (item === undefined) throw new Error(`No loop stands at slot ${slot}.`)
  return item
}

function actorToSql({ environment }: SqlGround, { field }: CheckedNodeOf<'actorField'>): SqlValue {
  const { actor } = environment.context
  if (field === 'roles') {
    const roles = actor?.roles ?? null
    const bounds = { items: roles?.length ?? 0, length: roles?.join('').length ?? 0 }
    return { kind: 'array', part: bound(roles, 'text[]'), bounds }
  }
  const value = actor?.[field] ?? null
  return scalar({ ...bound(value, 'text'), constant: value, maxLength: value?.length ?? 0 })
}

/** Numbers widen by themselves; JSON is read as the list that it may be; a list of nulls has nulls of the new type. */
function conversionToSql(ground: SqlGround, { operand, type }: CheckedNodeOf<'convert'>): SqlValue {
  if (operand.type.kind === 'dyn') return jsonRows(ground, scalarOf(ground, operand))
  const value = ground.value(operand)
  if (operand.type.kind !== 'list' || type.kind !== 'list' || operand.type.of.kind !== 'null') return value
  const item = typedNull(type.of)
  return item.kind === 'array' ? value : { ...rowsOf(ground, value, operand.type), item }
}
