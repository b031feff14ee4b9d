import { type CheckScope, isUnknown, type LoopName, rangeOf, report, unknownNode } from './check-scope.ts'
import type { ActorField, CheckedNode, Variable } from './checked-node.ts'
import { ACTOR_ENTITY } from './expression-environment.ts'
import type { TextRange } from './expression-problem.ts'
import { type ExpressionType, listOf, TYPE } from './expression-type.ts'
import { fieldPaths } from './field-path.ts'
import { nearestName } from './nearest-name.ts'
import { propertyCall } from './resolve-call.ts'
import type { SyntaxNodeOf } from './syntax-node.ts'
import { typeWords } from './type-words.ts'

export const VARIABLES: readonly Variable[] = ['record', 'old', 'actor', 'now', 'today']

/** A name alone: what a loop binds, then a variable, then a field of the record. */
export function checkName(scope: CheckScope, node: SyntaxNodeOf<'name'>): CheckedNode {
  const range = rangeOf(node)
  const slot = scope.loops.findLastIndex(({ name }) => name === node.name)
  const loop = scope.loops[slot]
  if (loop !== undefined) return { kind: 'local', slot, type: loop.type, ...range }
  const variable = VARIABLES.find((name) => name === node.name)
  if (variable !== undefined) return checkVariable(scope, variable, range)
  const record: CheckedNode = {
    kind: 'variable',
    name: 'record',
    type: { kind: 'record', entity: scope.environment.entity },
    start: node.start,
    end: node.start,
  }
  const known = [...scope.loops.map(({ name }) => name), ...VARIABLES]
  return checkField(scope, { target: record, name: node.name, nameStart: node.start, range, bare: true, known })
}

function checkVariable(scope: CheckScope, name: Variable, range: TextRange): CheckedNode {
  const { environment } = scope
  if (name === 'old' && environment.hasOld !== true) {
    return report(scope, {
      ...range,
      rule: 'noOldValues',
      message: {
        en: "'old' is not known here: only rules about a change know the values before it",
        'zh-CN': '此处不能使用“old”：只有针对变更的规则才知道变更前的值',
      },
    })
  }
  const types: Readonly<Record<Variable, ExpressionType>> = {
    record: { kind: 'record', entity: environment.entity },
    old: { kind: 'record', entity: environment.entity },
    actor: { kind: 'record', entity: ACTOR_ENTITY },
    now: TYPE.dateTime,
    today: TYPE.date,
  }
  return { kind: 'variable', name, type: types[name], ...range }
}

/** `target.name`: a field of a record, a part of JSON, or amount and currency of money. */
export function checkSelect(scope: CheckScope, node: SyntaxNodeOf<'select'>): CheckedNode {
  const target = scope.check(node.target)
  if (isUnknown(target)) return unknownNode(node)
  const range = rangeOf(node)
  const nameRange = { start: node.nameStart, end: node.end }
  if (target.type.kind === 'dyn') return { kind: 'member', target, key: node.name, type: TYPE.dyn, ...range }
  if (target.type.kind === 'record' && target.type.entity === ACTOR_ENTITY) {
    return checkActorField(scope, { name: node.name, range, nameRange })
  }
  if (target.type.kind === 'record') {
    const { nameStart, name } = node
    return checkField(scope, { target, name, nameStart, range, bare: false, known: [] })
  }
  return (
    propertyCall(scope, { name: node.name, target, range }) ?? noFields(scope, target, { name: node.name, nameRange })
  )
}

interface FieldName {
  target: CheckedNode
  name: string
  nameStart: number
  range: TextRange
  bare: boolean
  /** Names besides fields that could have been meant. */
  known: readonly string[]
}

function checkField(scope: CheckScope, { target, name, nameStart, range, bare, known }: FieldName): CheckedNode {
  const entity = target.type.kind === 'record' ? target.type.entity : ''
  const type = scope.environment.fieldType(entity, name)
  const nameRange = { start: nameStart, end: range.end }
  if (type === undefined) {
    const names = [...scope.environment.fieldNames(entity), ...known]
    return unknownField(scope, { name, names, entity, nameRange })
  }
  const shadows = scope.loops.map((loop: LoopName) => loop.name)
  for (const { root, path } of fieldPaths(target, scope.loops)) {
    scope.references.push({ entity, field: name, path: [...path, name], root, bare, shadows, ...nameRange })
  }
  return { kind: 'field', target, entity, field: name, type, ...range }
}

const ACTOR_FIELDS: Readonly<Record<ActorField, ExpressionType>> = {
  id: TYPE.string,
  roles: listOf(TYPE.string),
  team: TYPE.string,
}

function checkActorField(
  scope: CheckScope,
  { name, range, nameRange }: { name: string; range: TextRange; nameRange: TextRange },
): CheckedNode {
  if (Object.hasOwn(ACTOR_FIELDS, name)) {
    const field = name as ActorField
    return { kind: 'actorField', field, type: ACTOR_FIELDS[field], ...range }
  }
  return unknownField(scope, { name, names: Object.keys(ACTOR_FIELDS), entity: 'actor', nameRange })
}

interface UnknownField {
  name: string
  names: readonly string[]
  entity: string
  nameRange: TextRange
}

function unknownField(scope: CheckScope, { name, names, entity, nameRange }: UnknownField): CheckedNode {
  const near = nearestName(name, names)
  return report(scope, {
    ...nameRange,
    rule: 'unknownName',
    ...(near !== null && { suggestion: near }),
    message: {
      en: `'${entity}' has no field '${name}'${near === null ? '' : `; did you mean '${near}'?`}`,
      'zh-CN': `“${entity}”没有字段“${name}”${near === null ? '' : `，是否指“${near}”？`}`,
    },
  })
}

function noFields(
  scope: CheckScope,
  target: CheckedNode,
  { name, nameRange }: { name: string; nameRange: TextRange },
): CheckedNode {
  const words = typeWords(target.type)
  const isList = target.type.kind === 'list'
  return report(scope, {
    ...nameRange,
    rule: 'unknownName',
    message: {
      en: `${words.en} has no field '${name}'${isList ? `; of each item it is map(x, x.${name})` : ''}`,
      'zh-CN': `${words['zh-CN']}没有字段“${name}”${isList ? `；取每一项的字段请用 map(x, x.${name})` : ''}`,
    },
  })
}
