import type { JsonValue } from '../contract/json-value.ts'
import type { CheckedNode, CheckedNodeOf, ComparisonOperator } from './checked-node.ts'
import { comparatorOf, comparisonSteps, sameness } from './compare-values.ts'
import { compileCall } from './compile-call.ts'
import { compileLoop } from './compile-loop.ts'
import { convertNumber } from './convert-node.ts'
import { charge, type Evaluate, type Evaluation } from './evaluation.ts'
import type { ExpressionType } from './expression-type.ts'
import { memberOf } from './list-functions.ts'
import { fieldReader } from './read-field.ts'
import type { RecordValue, Value } from './value.ts'
import { todayIn } from './zone.ts'

/** Makes a checked part ready to run: every decision that does not depend on values is taken here. */
export function compileNode(node: CheckedNode): Evaluate {
  switch (node.kind) {
    case 'constant':
      return () => node.value
    case 'variable':
      return VARIABLE[node.name]
    case 'local':
      return ({ items }) => items[node.slot] ?? null
    case 'actorField':
      return ({ context }) => (context.actor?.[node.field] as Value | undefined) ?? null
    case 'field':
      return compileField(node)
    case 'member': {
      const target = compileNode(node.target)
      return (evaluation) => memberOf(target(evaluation), node.key)
    }
    case 'call':
      return compileCall(node, compileNode)
    case 'loop':
      return compileLoop(node, compileNode)
    case 'convert':
      return compileConversion(node)
    case 'list': {
      const items = node.items.map(compileNode)
      return (evaluation) => items.map((item) => item(evaluation))
    }
    default:
      return compileCondition(node)
  }
}

const VARIABLE: Readonly<Record<CheckedNodeOf<'variable'>['name'], Evaluate>> = {
  record: ({ record }) => record,
  old: ({ old }) => old,
  actor: ({ context }) => context.actor?.id ?? null,
  now: ({ now }) => now,
  today: ({ now, context }) => todayIn(now, context.timeZone),
}

function compileField(node: CheckedNodeOf<'field'>): Evaluate {
  const read = fieldReader(node)
  const target = compileNode(node.target)
  return (evaluation) => {
    const record = target(evaluation)
    return record === null ? null : read(record as RecordValue)
  }
}

type ConditionNode = Exclude<
  CheckedNode,
  { kind: 'constant' | 'variable' | 'local' | 'actorField' | 'field' | 'member' | 'call' | 'loop' | 'convert' | 'list' }
>

/** What gives yes or no, and the choice between two parts. An operand that is null counts as no. */
function compileCondition(node: ConditionNode): Evaluate {
  switch (node.kind) {
    case 'not': {
      const operand = compileNode(node.operand)
      return (evaluation) => operand(evaluation) !== true
    }
    case 'and': {
      const [left, right] = [compileNode(node.left), compileNode(node.right)]
      return (evaluation) => left(evaluation) === true && right(evaluation) === true
    }
    case 'or': {
      const [left, right] = [compileNode(node.left), compileNode(node.right)]
      return (evaluation) => left(evaluation) === true || right(evaluation) === true
    }
    case 'conditional': {
      const condition = compileNode(node.condition)
      const [whenTrue, whenFalse] = [compileNode(node.whenTrue), compileNode(node.whenFalse)]
      return (evaluation) => (condition(evaluation) === true ? whenTrue(evaluation) : whenFalse(evaluation))
    }
    case 'isNull': {
      const operand = compileNode(node.operand)
      return (evaluation) => operand(evaluation) === null
    }
    case 'compare':
      return compileComparison(node)
    case 'same': {
      const [left, right] = [compileNode(node.left), compileNode(node.right)]
      const [same, steps] = [sameness(node.left.type), comparisonSteps(node.left.type)]
      return (evaluation) => {
        const [one, other] = [left(evaluation), right(evaluation)]
        if (steps !== null && one !== null && other !== null) charge(evaluation, steps(one, other))
        return same(one, other)
      }
    }
    case 'in':
      return compileMembership(node)
    case 'unknown':
      return () => null
  }
}

const HOLDS: Readonly<Record<ComparisonOperator, (order: number) => boolean>> = {
  '==': (order) => order === 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
}

/** JSON is told apart from what it is compared with when it is there. */
function comparedType(left: ExpressionType, right: ExpressionType): ExpressionType {
  return left.kind === 'dyn' ? left : right
}

/** Compares, and counts what it takes for values that may be long. */
function chargedComparison(type: ExpressionType): (left: Value, right: Value, evaluation: Evaluation) => number {
  const [compare, steps] = [comparatorOf(type), comparisonSteps(type)]
  if (steps === null) return compare
  return (left, right, evaluation) => {
    charge(evaluation, steps(left, right))
    return compare(left, right)
  }
}

function compileComparison(node: CheckedNodeOf<'compare'>): Evaluate {
  const compare = chargedComparison(comparedType(node.left.type, node.right.type))
  const holds = HOLDS[node.operator]
  const [left, right] = [compileNode(node.left), compileNode(node.right)]
  return (evaluation) => {
    const [one, other] = [left(evaluation), right(evaluation)]
    return one !== null && other !== null && holds(compare(one, other, evaluation))
  }
}

function compileMembership(node: CheckedNodeOf<'in'>): Evaluate {
  const itemType = node.list.type.kind === 'list' ? node.list.type.of : node.list.type
  const compare = chargedComparison(comparedType(node.item.type, itemType))
  const [item, list] = [compileNode(node.item), compileNode(node.list)]
  return (evaluation) => {
    const [wanted, items] = [item(evaluation), (list(evaluation) ?? []) as Value[]]
    charge(evaluation, items.length)
    return wanted !== null && items.some((found) => found !== null && compare(wanted, found, evaluation) === 0)
  }
}

function compileConversion({ operand, type }: CheckedNodeOf<'convert'>): Evaluate {
  const inner = compileNode(operand)
  const convert = conversion(operand.type, type)
  return (evaluation) => {
    const value = inner(evaluation)
    return value === null ? null : convert(value)
  }
}

function conversion(from: ExpressionType, to: ExpressionType): (value: Value) => Value {
  if (from.kind === 'dyn') return (value) => (Array.isArray(value) ? (value as JsonValue[]) : null)
  if (from.kind !== 'list' || to.kind !== 'list') return (value) => convertNumber(value, from, to)
  const item = conversion(from.of, to.of)
  return (value) => (value as Value[]).map((each) => (each === null ? null : item(each)))
}
