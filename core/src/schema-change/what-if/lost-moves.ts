import { sql } from 'kysely'
import type { CompiledPipeline } from '../../model/compiled-model.ts'
import { noLongerTo } from './rule-text.ts'
import type { StageRule } from './stage-rule.ts'

/** Moves out of a stage that were permitted and are not any more: all records in it are concerned. */
export function lostMoves(
  before: CompiledPipeline,
  after: CompiledPipeline,
  from: string,
): Array<Omit<StageRule, 'stage'>> {
  const lost = [...after.stages.values()].filter(
    ({ name }) => name !== from && mayMove(before, from, name) && !mayMove(after, from, name),
  )
  if (lost.length === 0) return []
  const text = noLongerTo(lost.map(({ label }) => label))
  return [{ kind: 'transitions', text, check: { kind: 'records', failing: sql`true` } }]
}

function mayMove({ schema, stages }: CompiledPipeline, from: string, to: string): boolean {
  const [source, target] = [stages.get(from), stages.get(to)]
  if (source === undefined || target === undefined) return false
  if (source.transitions !== undefined && !source.transitions.includes(to)) return false
  if (source.category !== 'open' || target.category !== 'open') return true
  const open = schema.stages.filter(({ category }) => category === 'open').map(({ name }) => name)
  const distance = open.indexOf(to) - open.indexOf(from)
  if (schema.skipping === false && distance > 1) return false
  return schema.goingBack !== false || distance > 0
}
