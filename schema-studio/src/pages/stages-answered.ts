import type { PlannedStages, StageAnswer, StrandedRecords } from '@tenon/sdk/contract/stage-mapping'
import { TenonError } from '@tenon/sdk/contract/tenon-error'

/** Key of a stage whose records need a place. */
export function strandedKey({ entity, pipeline, stage }: Pick<StrandedRecords, 'entity' | 'pipeline' | 'stage'>) {
  return `${entity}/${pipeline}/${stage}`
}

/** Whether all that a plan asks about stages is answered. */
export function stagesAnswered({ stranded }: PlannedStages, { mapping = [], bringBack = false }: StageAnswer): boolean {
  const answered = new Set(mapping.map(strandedKey))
  return stranded.every(
    (records) =>
      answered.has(strandedKey(records)) || (bringBack && records.returning >= records.live + records.deleted),
  )
}

/** An answer to a plan with what still fits of one to another: a target may be gone meanwhile. */
export function fittingAnswer({ stranded, returning }: PlannedStages, answer: StageAnswer): StageAnswer {
  const mapping = (answer.mapping ?? []).filter((one) => {
    const records = stranded.find((known) => strandedKey(known) === strandedKey(one))
    if (records === undefined) return false
    const { to } = one
    if (to === null) return records.mayLeave
    return records.targets.some(({ pipeline, stage }) => pipeline === to.pipeline && stage === to.stage)
  })
  return { mapping, bringBack: returning.length > 0 && (answer.bringBack ?? true) }
}

/** Records are in stages that would go: somebody has to say where they go. */
export function isStageMapping(error: unknown): boolean {
  return error instanceof TenonError && error.problems.some(({ rule }) => rule === 'stageMapping')
}
