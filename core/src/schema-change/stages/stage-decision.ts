import type { PlannedStages, StageAnswer, StageMapping, StrandedRecords } from '@tenon/sdk/contract/stage-mapping'

/** What is done about records whose stage goes. */
export interface StageDecision extends StageAnswer {
  /**
   * Where nobody can be asked: records without an answer go to the first stage there is, of the same pipeline if it
   * stays; out of any pipeline where none does.
   */
  otherwise?: 'first'
}

export function mappingFor(
  { mapping = [] }: StageAnswer,
  { entity, pipeline, stage }: Pick<StrandedRecords, 'entity' | 'pipeline' | 'stage'>,
): StageMapping | undefined {
  return mapping.find((one) => one.entity === entity && one.pipeline === pipeline && one.stage === stage)
}

/** Records that need an answer: those that do not return by themselves. */
export function askedFor({ live, deleted, returning }: StrandedRecords, { bringBack = false }: StageAnswer): number {
  return live + deleted - (bringBack ? returning : 0)
}

/** The decision with an answer for each stage, where nobody can be asked. */
export function completeDecision({ stranded }: PlannedStages, decision: StageDecision): StageDecision {
  if (decision.otherwise === undefined) return decision
  const open = stranded.filter((one) => mappingFor(decision, one) === undefined)
  const added = open.map(({ entity, pipeline, stage, targets }): StageMapping => {
    const target = targets.find((one) => one.pipeline === pipeline) ?? targets[0]
    const to = target === undefined ? null : { pipeline: target.pipeline, stage: target.stage }
    return { entity, pipeline, stage, to }
  })
  return { ...decision, mapping: [...(decision.mapping ?? []), ...added] }
}
