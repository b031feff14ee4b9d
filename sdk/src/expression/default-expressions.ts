import type { FieldSchema } from '../contract/entity-schema.ts'
import { isDerivedType, valueField } from '../contract/value-field.ts'
import { type CheckedExpression, checkExpression } from './check-expression.ts'
import type { FieldReference } from './check-scope.ts'
import type { DerivationProblem } from './derivation.ts'
import { located } from './deriving.ts'
import { type ExpressionModel, entityIn, fieldIn } from './expression-model.ts'
import { type FoundProblem, type ProblemText, placeProblem } from './expression-problem.ts'
import { TYPE } from './expression-type.ts'
import { modelEnvironment } from './model-environment.ts'
import { childrenNamed } from './used-places.ts'
import { wrongResult } from './wrong-result.ts'

/** What a new record's field starts with, worked out of the record's other values. */
export interface DefaultExpression {
  readonly field: string
  readonly expression: CheckedExpression
}

interface DefaultExpressions {
  /** Each after those whose values it uses. */
  readonly ordered: readonly DefaultExpression[]
  readonly problems: readonly DerivationProblem[]
}

/** Checks the default expressions of an entity's fields; those with problems are not among the ordered. */
export function defaultExpressions(model: ExpressionModel, entity: string): DefaultExpressions {
  const fields = Object.entries(entityIn(model, entity)?.properties ?? {}).filter(hasExpression)
  const problems: DerivationProblem[] = []
  const found = new Map<string, CheckedExpression>()
  for (const [field, schema] of fields) {
    const checked = checkDefault(model, { entity, field, schema })
    if ('expression' in checked) found.set(field, checked.expression)
    else problems.push(...checked.problems)
  }
  const { ordered, circle } = inOrder(found)
  return { ordered, problems: [...problems, ...circle.map((field) => circleProblem(entity, field, circle))] }
}

function hasExpression(entry: [string, FieldSchema]): entry is [string, FieldSchema & { defaultExpression: string }] {
  return typeof entry[1].defaultExpression === 'string'
}

interface Checking {
  entity: string
  field: string
  schema: FieldSchema & { defaultExpression: string }
}

function checkDefault(
  model: ExpressionModel,
  { entity, field, schema }: Checking,
): { expression: CheckedExpression } | { problems: DerivationProblem[] } {
  const text = schema.defaultExpression
  const environment = modelEnvironment(model, { entity, derivedType: () => TYPE.unknown })
  const checked = checkExpression(text, environment)
  const place = { entity, field, pointer: '/defaultExpression' }
  if (!checked.ok) return { problems: checked.problems.map((problem) => ({ ...place, ...located(problem) })) }
  const { expression } = checked
  const wrong = [
    ...expression.references.flatMap((reference) => unknownAtCreation(model, { entity, field, reference })),
    ...wrongResult(expression.root, valueField(schema)),
  ]
  if (wrong.length === 0) return { expression }
  return { problems: wrong.map((problem) => ({ ...place, ...located(placeProblem(text, problem)) })) }
}

/** Only what is given with the record, or is a default itself, is there before the record is. */
function unknownAtCreation(
  model: ExpressionModel,
  { entity, field, reference }: { entity: string; field: string; reference: FieldReference },
): FoundProblem[] {
  const { start, end, path, field: name } = reference
  const children = childrenNamed(model, reference) !== undefined
  if (path.length > 1 || reference.entity !== entity || children)
    return [{ start, end, rule: 'ownValues', message: OTHER_RECORD }]
  if (name === field) return [{ start, end, rule: 'ownValues', message: ITSELF }]
  const schema = fieldIn(model, entity, name)
  const given = schema === undefined ? name === 'ownerId' : isGiven(schema)
  return given ? [] : [{ start, end, rule: 'ownValues', message: notYet(name) }]
}

function isGiven({ fieldType, computedBy }: FieldSchema): boolean {
  return !isDerivedType(fieldType) && fieldType !== 'sequence' && computedBy === undefined
}

/** What stands in a circle is left out and told. */
function inOrder(found: ReadonlyMap<string, CheckedExpression>): { ordered: DefaultExpression[]; circle: string[] } {
  const ordered = new Map<string, DefaultExpression>()
  const circles = new Set<string>()
  const path: string[] = []
  function visit(field: string): void {
    const expression = found.get(field)
    if (expression === undefined || ordered.has(field) || circles.has(field)) return
    const begun = path.indexOf(field)
    if (begun !== -1) {
      for (const one of path.slice(begun)) circles.add(one)
      return
    }
    path.push(field)
    for (const reference of expression.references) visit(reference.field)
    path.pop()
    if (!circles.has(field)) ordered.set(field, { field, expression })
  }
  for (const field of found.keys()) visit(field)
  return { ordered: [...ordered.values()], circle: [...circles] }
}

const OTHER_RECORD = {
  en: 'a default is worked out of the new record alone: the fields of other records cannot be used here',
  'zh-CN': '默认值仅根据新记录自身计算：此处不能使用其他记录的字段',
}

const ITSELF = { en: 'a default cannot use the field that it is for', 'zh-CN': '默认值不能使用其自身的字段' }

function notYet(name: string): ProblemText {
  return {
    en: `'${name}' has no value yet when a record is created`,
    'zh-CN': `创建记录时 '${name}' 还没有值`,
  }
}

function circleProblem(entity: string, field: string, circle: readonly string[]): DerivationProblem {
  const names = circle.map((name) => `'${name}'`)
  const message = {
    en: `the defaults of ${names.join(', ')} use one another in a circle, so that none can be worked out`,
    'zh-CN': `${names.join('、')} 的默认值循环引用，无法计算`,
  }
  return { entity, field, pointer: '/defaultExpression', rule: 'circle', message }
}
