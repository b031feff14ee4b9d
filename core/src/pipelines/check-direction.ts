import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import { moveObstacle, type Obstacle } from './obstacle.ts'
import { indexOfStage, type StageStep } from './stage-step.ts'

/**
 * Whether the stage may follow the one that the record is in: permitted transitions, passing over open stages, going
 * back. They say nothing about a new record, nor about one that comes from another pipeline.
 */
export function checkDirection(locale: Locale, step: StageStep): Obstacle[] {
  if (step.from === null || !step.isWithin) return []
  const { stage: from } = step.from
  if (from.transitions !== undefined && !from.transitions.includes(step.to.name))
    return [notPermitted(locale, step, from)]
  return [...skipped(locale, step, from), ...goneBack(locale, step, from)]
}

function notPermitted(locale: Locale, { pipeline, to }: StageStep, from: StageSchema): Obstacle {
  const allowed = (from.transitions ?? []).map((name) => textIn(pipeline.stages.get(name)?.label ?? name, locale))
  const [source, target] = [textIn(from.label, locale), textIn(to.label, locale)]
  return moveObstacle(locale, 'transition', {
    en: `${source} cannot be followed by ${target}; allowed: ${allowed.join(', ') || 'none'}.`,
    'zh-CN': `“${source}”之后不能进入“${target}”；可进入：${allowed.join('、') || '无'}。`,
  })
}

function skipped(locale: Locale, { pipeline, to }: StageStep, from: StageSchema): Obstacle[] {
  if (pipeline.schema.skipping !== false || from.category !== 'open' || to.category === 'lost') return []
  const between = pipeline.schema.stages.slice(
    indexOfStage(pipeline, from) + 1,
    Math.max(0, indexOfStage(pipeline, to)),
  )
  const passed = between.filter(({ category }) => category === 'open').map(({ label }) => textIn(label, locale))
  if (passed.length === 0) return []
  const target = textIn(to.label, locale)
  const obstacle = moveObstacle(locale, 'skipping', {
    en: `${target} comes after ${passed.join(', ')}: no stage may be passed over.`,
    'zh-CN': `“${target}”之前须先经过：${passed.join('、')}；不能跳过阶段。`,
  })
  return [obstacle]
}

function goneBack(locale: Locale, { pipeline, to }: StageStep, from: StageSchema): Obstacle[] {
  const isBack =
    from.category === 'open' && to.category === 'open' && indexOfStage(pipeline, to) < indexOfStage(pipeline, from)
  if (pipeline.schema.goingBack !== false || !isBack) return []
  const [source, target] = [textIn(from.label, locale), textIn(to.label, locale)]
  const obstacle = moveObstacle(locale, 'goingBack', {
    en: `${target} comes before ${source}: records do not go back in this pipeline.`,
    'zh-CN': `“${target}”在“${source}”之前：此流程不允许退回。`,
  })
  return [obstacle]
}
