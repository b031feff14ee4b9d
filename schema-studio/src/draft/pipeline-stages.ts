import type { PipelineSchema, StageSchema, TransitionRule } from '@tenon/sdk/contract/pipeline-schema'

/** The pipeline with a stage in the place of the one of its name, or at the end of those of its category if it is new. */
export function withStage<P extends PipelineSchema>(pipeline: P, stage: StageSchema): P {
  const at = pipeline.stages.findIndex(({ name }) => name === stage.name)
  if (at >= 0) return { ...pipeline, stages: pipeline.stages.toSpliced(at, 1, stage) }
  const last = pipeline.stages.findLastIndex(({ category }) => category === stage.category)
  const to = last >= 0 ? last + 1 : stage.category === 'open' ? 0 : pipeline.stages.length
  return { ...pipeline, stages: pipeline.stages.toSpliced(to, 0, stage) }
}

/** The pipeline with a stage at another position. */
export function withStageAt<P extends PipelineSchema>(pipeline: P, name: string, to: number): P {
  const from = pipeline.stages.findIndex((stage) => stage.name === name)
  const stage = pipeline.stages[from]
  if (stage === undefined || to < 0 || to >= pipeline.stages.length || from === to) return pipeline
  return { ...pipeline, stages: pipeline.stages.toSpliced(from, 1).toSpliced(to, 0, stage) }
}

/** The pipeline without a stage, and without what names it; a rule that was about nothing else goes along. */
export function withoutStage<P extends PipelineSchema>(pipeline: P, name: string): P {
  const { initialStage, transitionRules, reopening, ...rest } = pipeline
  const without = (names: string[] | undefined) => names?.filter((one) => one !== name)
  const rules = transitionRules?.flatMap((rule) => ruleWithout(rule, name))
  const targets = without(reopening?.to)
  const { to: _to, ...reopened } = reopening ?? {}
  return {
    ...rest,
    stages: pipeline.stages
      .filter((stage) => stage.name !== name)
      .map((stage) => {
        const transitions = without(stage.transitions)
        return transitions === undefined ? stage : { ...stage, transitions }
      }),
    ...(initialStage !== undefined && initialStage !== name && { initialStage }),
    ...(rules !== undefined && rules.length > 0 && { transitionRules: rules }),
    ...(reopening !== undefined && {
      reopening: { ...reopened, ...(targets !== undefined && targets.length > 0 && { to: targets }) },
    }),
  } as P
}

function ruleWithout(rule: TransitionRule, name: string): TransitionRule[] {
  const { from, to } = rule
  const [sources, targets] = [from?.filter((one) => one !== name), to?.filter((one) => one !== name)]
  if (sources?.length === 0 || targets?.length === 0) return []
  return [{ ...rule, ...(sources && { from: sources }), ...(targets && { to: targets }) }]
}

/** Whether `to` may follow `from`, as far as the stage itself says. */
export function mayFollow({ transitions }: StageSchema, to: string): boolean {
  return transitions === undefined || transitions.includes(to)
}

/** The pipeline with a move permitted or not. A stage that permits all others says nothing of them. */
export function withMove<P extends PipelineSchema>(
  pipeline: P,
  { from, to, allowed }: { from: string; to: string; allowed: boolean },
): P {
  const others = pipeline.stages.map(({ name }) => name).filter((name) => name !== from)
  const stages = pipeline.stages.map((stage) => {
    if (stage.name !== from) return stage
    const { transitions: _before, ...rest } = stage
    const follow = others.filter((name) => (name === to ? allowed : mayFollow(stage, name)))
    return follow.length === others.length ? rest : { ...rest, transitions: follow }
  })
  return { ...pipeline, stages }
}
