import type { ModelPipeline, ModelViewEntity } from '@tenon/sdk/contract/model-document'
import type { Problem, TenonError } from '@tenon/sdk/contract/tenon-error'

/** What stands in the way of a move, by what can be done about it. */
export interface Obstacles {
  /** Fields that the person can fill in. */
  fields: string[]
  /** Those of them that cannot stay empty. */
  required: string[]
  /** Sentences about what has to hold, which the fields may mend. */
  conditions: string[]
  /** Sentences about what nothing in this dialog mends. */
  blocks: string[]
  /** Somebody has to agree. */
  needsApproval: boolean
}

const MUST_BE_FILLED: readonly string[] = ['stageRequired', 'lossReason']

/** Sorts a refusal's problems; `pipeline` is the one that the record is moved in. */
export function moveObstacles(
  { problems, message, guard }: Pick<TenonError, 'problems' | 'message' | 'guard'>,
  { entity, pipeline }: { entity: ModelViewEntity | undefined; pipeline: ModelPipeline | undefined },
): Obstacles {
  const found: Obstacles = { fields: [], required: [], conditions: [], blocks: [], needsApproval: false }
  for (const problem of problems) sort(problem, found, entity)
  const { lossReason } = pipeline ?? {}
  if (lossReason?.textField !== undefined && found.fields.includes(lossReason.field)) {
    if (isWritable(entity, lossReason.textField)) found.fields.push(lossReason.textField)
  }
  // What a plugin's code has against it is a sentence that begins with the guard's name.
  if (guard !== undefined && found.fields.length > 0) found.conditions = [message]
  if (problems.length === 0) found.blocks.push(message)
  return {
    fields: [...new Set(found.fields)],
    required: [...new Set(found.required)],
    conditions: [...new Set(found.conditions)],
    blocks: [...new Set(found.blocks)],
    needsApproval: found.needsApproval,
  }
}

function sort(problem: Problem, found: Obstacles, entity: ModelViewEntity | undefined): void {
  const { pointer, message, rule = '' } = problem
  if (rule === 'approval') {
    found.needsApproval = true
    return
  }
  const field = pointer.split('/')[1] ?? ''
  if (!isWritable(entity, field)) {
    found.blocks.push(message)
    return
  }
  found.fields.push(field)
  if (MUST_BE_FILLED.includes(rule)) found.required.push(field)
  else found.conditions.push(message)
}

function isWritable(entity: ModelViewEntity | undefined, field: string): boolean {
  return entity?.properties[field] !== undefined && entity.access.writableFields.includes(field)
}
