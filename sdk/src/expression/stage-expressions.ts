import type { GuardDeclaration, PipelineSchema, StageRecord, StageSchema } from '../contract/pipeline-schema.ts'
import { isDerivedType, valueField } from '../contract/value-field.ts'
import { type CheckedExpression, checkExpression } from './check-expression.ts'
import type { ExpressionEnvironment } from './expression-environment.ts'
import { type ExpressionModel, entityIn, fieldIn } from './expression-model.ts'
import { type ExpressionProblem, placeProblem } from './expression-problem.ts'
import { type ExpressionType, TYPE } from './expression-type.ts'
import { modelEnvironment } from './model-environment.ts'
import { wrongResult } from './wrong-result.ts'

export interface StageProblem extends Pick<ExpressionProblem, 'rule' | 'message'> {
  /** Below the pipeline, such as `/stages/2/entry/guards/0/condition`. */
  readonly pointer: string
  /** Of an expression: the part that is meant. */
  readonly place?: Pick<ExpressionProblem, 'start' | 'end' | 'line' | 'column'>
}

export interface StageExpressions {
  /** By their pointers below the pipeline; those with problems are not among them. */
  readonly expressions: ReadonlyMap<string, CheckedExpression>
  readonly problems: readonly StageProblem[]
}

interface Ground {
  model: ExpressionModel
  environment: ExpressionEnvironment
}

type Found = { expression: CheckedExpression } | { problems: StageProblem[] } | null

/** Checks the conditions of a pipeline's guards and the values of the records that its stages create. */
export function stageExpressions(
  model: ExpressionModel,
  pipeline: PipelineSchema,
  derivedType?: (entity: string, field: string) => ExpressionType,
): StageExpressions {
  const options = { entity: pipeline.entity, ...(derivedType !== undefined && { derivedType }) }
  const ground = { model, environment: { ...modelEnvironment(model, options), hasOld: true } }
  const expressions = new Map<string, CheckedExpression>()
  const problems: StageProblem[] = []
  for (const [pointer, found] of pipeline.stages.flatMap((stage, index) => ofStage(ground, stage, index))) {
    if (found === null) continue
    if ('expression' in found) expressions.set(pointer, found.expression)
    else problems.push(...found.problems)
  }
  return { expressions, problems }
}

function ofStage(ground: Ground, { entry, exit }: StageSchema, index: number): Array<[string, Found]> {
  const gates = [
    { pointer: `/stages/${index}/entry`, guards: entry?.guards ?? [] },
    { pointer: `/stages/${index}/exit`, guards: exit?.guards ?? [] },
  ]
  return [
    ...gates.flatMap(({ pointer, guards }) =>
      guards.map((guard, at) => ofGuard(ground, guard, `${pointer}/guards/${at}/condition`)),
    ),
    ...(entry?.creates ?? []).flatMap((one, at) => ofRecord(ground, one, `/stages/${index}/entry/creates/${at}`)),
  ]
}

function ofGuard({ environment }: Ground, { condition }: GuardDeclaration, pointer: string): [string, Found] {
  if (condition === undefined) return [pointer, null]
  const checked = checkExpression(condition, environment, TYPE.bool)
  if (checked.ok) return [pointer, { expression: checked.expression }]
  return [pointer, { problems: checked.problems.map((problem) => placed(pointer, problem)) }]
}

function ofRecord(ground: Ground, { entity, values }: StageRecord, pointer: string): Array<[string, Found]> {
  if (entityIn(ground.model, entity) === undefined) {
    const message = { en: `there is no entity '${entity}'`, 'zh-CN': `没有实体 '${entity}'` }
    return [[pointer, { problems: [{ pointer: `${pointer}/entity`, rule: 'unknownEntity', message }] }]]
  }
  return Object.entries(values).map(([field, text]) => {
    const at = `${pointer}/values/${field}`
    return [at, ofValue(ground, { entity, field, text, pointer: at })]
  })
}

interface NewValue {
  entity: string
  field: string
  text: string
  pointer: string
}

function ofValue({ model, environment }: Ground, { entity, field, text, pointer }: NewValue): Found {
  const schema = fieldIn(model, entity, field)
  if (schema === undefined && field !== 'ownerId') {
    const message = {
      en: `'${entity}' has no field '${field}'`,
      'zh-CN': `'${entity}' 没有字段 '${field}'`,
    }
    return { problems: [{ pointer, rule: 'unknownField', message }] }
  }
  if (schema !== undefined && (isDerivedType(schema.fieldType) || schema.readOnly === true)) {
    const message = { en: `'${field}' cannot be written`, 'zh-CN': `'${field}' 不可写入` }
    return { problems: [{ pointer, rule: 'readOnly', message }] }
  }
  const checked = checkExpression(text, environment)
  if (!checked.ok) return { problems: checked.problems.map((problem) => placed(pointer, problem)) }
  const wanted = schema === undefined ? ({ fieldType: 'user', label: { en: field } } as const) : valueField(schema)
  const wrong = wrongResult(checked.expression.root, wanted)
  if (wrong.length === 0) return { expression: checked.expression }
  return { problems: wrong.map((problem) => placed(pointer, placeProblem(text, problem))) }
}

function placed(pointer: string, { rule, message, start, end, line, column }: ExpressionProblem): StageProblem {
  return { pointer, rule, message, place: { start, end, line, column } }
}
