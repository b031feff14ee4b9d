import type { PipelineSchema, StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import type { MoveRule } from '@tenon/sdk/contract/stage-moves'

/** A move as the oracle knows it. */
export interface OracleMove {
  from: string
  to: string
  /** Whether a value is there. */
  filled: { amount: boolean; closesOn: boolean; reason: boolean }
  quantity: number
  roles: readonly string[]
  ownerManager: 'me' | 'other' | 'nobody'
  daysInStage: number
  /** How many records are in each stage. */
  held: Readonly<Record<string, number>>
}

/**
 * The kinds of refusal of a move, written down a second time from what the documentation says and from nothing else, so that
 * two minds have to agree.
 */
export function refusalsOf({ stages, ...pipeline }: PipelineSchema, move: OracleMove): Set<MoveRule> {
  const at = (name: string) => stages.findIndex((stage) => stage.name === name)
  const [from, to] = [stages[at(move.from)], stages[at(move.to)]]
  const refused = new Set<MoveRule>()
  if (from === undefined || to === undefined) throw new Error('No such stage')
  direction(refused, { from, to, stages, pipeline })
  reopening(refused, { from, to, pipeline, move })
  for (const rule of pipeline.transitionRules ?? []) {
    if (rule.from !== undefined && !rule.from.includes(from.name)) continue
    if (rule.to !== undefined && !rule.to.includes(to.name)) continue
    if (rule.roles !== undefined && !rule.roles.some((role) => move.roles.includes(role))) refused.add('role')
    if (rule.approval === undefined) continue
    const byRole = rule.approval.roles?.some((role) => move.roles.includes(role)) === true
    const asManager = rule.approval.manager === true && move.ownerManager === 'me'
    if (!byRole && !asManager) refused.add('approval')
  }
  const asked = [...(from.exit?.requiredFields ?? []), ...(to.entry?.requiredFields ?? [])]
  if (asked.some((name) => !move.filled[name as 'amount' | 'closesOn'])) refused.add('stageRequired')
  const guards = [...(from.exit?.guards ?? []), ...(to.entry?.guards ?? [])]
  if (guards.some(({ condition }) => move.quantity < Number(condition?.split(' ').at(-1)))) refused.add('condition')
  if (to.category === 'lost' && pipeline.lossReason !== undefined && !move.filled.reason) refused.add('lossReason')
  if (to.wipLimit !== undefined && (move.held[to.name] ?? 0) + 1 > to.wipLimit) refused.add('wipLimit')
  return refused
}

interface Between {
  from: StageSchema
  to: StageSchema
  pipeline: Omit<PipelineSchema, 'stages'>
}

function direction(refused: Set<MoveRule>, { from, to, stages, pipeline }: Between & { stages: StageSchema[] }): void {
  if (from.transitions !== undefined && !from.transitions.includes(to.name)) {
    refused.add('transition')
    return
  }
  if (from.category !== 'open') return
  const [start, end] = [stages.indexOf(from), stages.indexOf(to)]
  if (to.category === 'open' && end < start && pipeline.goingBack === false) refused.add('goingBack')
  if (pipeline.skipping !== false || to.category === 'lost') return
  for (let index = start + 1; index < end; index++) if (stages[index]?.category === 'open') refused.add('skipping')
}

function reopening(refused: Set<MoveRule>, { from, to, pipeline, move }: Between & { move: OracleMove }): void {
  if (from.category === 'open' || to.category !== 'open' || pipeline.reopening === undefined) return
  const { allowed = true, to: targets = [to.name], withinDays = Number.POSITIVE_INFINITY, roles } = pipeline.reopening
  const isLate = move.daysInStage > withinDays
  const isOther = roles !== undefined && !roles.some((role) => move.roles.includes(role))
  if (!allowed || !targets.includes(to.name) || isLate || isOther) refused.add('reopening')
}
