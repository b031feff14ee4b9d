import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { ReopeningRule } from '@tenon/sdk/contract/pipeline-schema'
import { moveObstacle, type Obstacle } from './obstacle.ts'
import { namedRoles, type RoleLabels } from './role-labels.ts'
import type { StageStep } from './stage-step.ts'

const DAY_MS = 86_400_000

interface Reopening {
  now: Date
  roles: readonly string[]
  labels: RoleLabels
}

/** The rule that a move falls under which brings a closed record back; null for any other move. */
export function reopeningOf({ from, to }: StageStep): ReopeningRule | null {
  if (from === null || from.stage.category === 'open' || to.category !== 'open') return null
  return from.pipeline.schema.reopening ?? null
}

/** Whether a closed record may be opened again: at all, there, still, by this actor. All that is against it at once. */
export function checkReopening(locale: Locale, step: StageStep, { now, roles, labels }: Reopening): Obstacle[] {
  const rule = reopeningOf(step)
  if (rule === null) return []
  const source = step.from === null ? '' : textIn(step.from.stage.label, locale)
  if (rule.allowed === false) {
    const text = { en: `What is ${source} is not opened again.`, 'zh-CN': `“${source}”的记录不能重新打开。` }
    return [moveObstacle(locale, 'reopening', text)]
  }
  return [
    ...elsewhere(locale, step, rule),
    ...tooLate(locale, rule, { since: step.change.before?.['stageEnteredAt'], now, source }),
    ...byOthers(locale, rule, { roles, labels }),
  ]
}

/** Of another pipeline the rule names no stages. */
function elsewhere(locale: Locale, { pipeline, to, isWithin }: StageStep, { to: targets }: ReopeningRule): Obstacle[] {
  if (targets === undefined || !isWithin || targets.includes(to.name)) return []
  const allowed = targets.map((name) => textIn(pipeline.stages.get(name)?.label ?? name, locale))
  const obstacle = moveObstacle(locale, 'reopening', {
    en: `A closed record is opened again in: ${allowed.join(', ')}.`,
    'zh-CN': `已关闭的记录只能在以下阶段重新打开：${allowed.join('、')}。`,
  })
  return [obstacle]
}

interface Closing {
  since: JsonObject[string] | undefined
  now: Date
  source: string
}

function tooLate(locale: Locale, { withinDays }: ReopeningRule, { since, now, source }: Closing): Obstacle[] {
  if (withinDays === undefined || typeof since !== 'string') return []
  if (now.getTime() - Date.parse(since) <= withinDays * DAY_MS) return []
  const day = since.slice(0, 10)
  const obstacle = moveObstacle(locale, 'reopening', {
    en: `It has been ${source} since ${day}, and is opened again within ${withinDays} days only.`,
    'zh-CN': `自 ${day} 起处于“${source}”，仅可在 ${withinDays} 天内重新打开。`,
  })
  return [obstacle]
}

function byOthers(
  locale: Locale,
  rule: ReopeningRule,
  { roles, labels }: Pick<Reopening, 'roles' | 'labels'>,
): Obstacle[] {
  if (rule.roles === undefined || rule.roles.some((role) => roles.includes(role))) return []
  const obstacle = moveObstacle(locale, 'reopening', {
    en: `Opening it again takes one of these roles: ${namedRoles(rule.roles, labels, 'en').join(', ')}.`,
    'zh-CN': `重新打开需要以下角色之一：${namedRoles(rule.roles, labels, 'zh-CN').join('、')}。`,
  })
  return [obstacle]
}
