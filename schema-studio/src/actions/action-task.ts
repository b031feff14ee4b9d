import type { RunActionInput } from '@tenon/sdk/contract/action-run'
import type { ModelViewAction } from '@tenon/sdk/contract/model-document'
import type { RecordFilter } from '@tenon/sdk/contract/query'

/** What an action is to be run on. */
export type ActionTarget =
  | { kind: 'records'; ids: string[] /** Of one record: its name. */; title: string | null }
  | { kind: 'filter'; where: RecordFilter; search: string }
  | { kind: 'list' }

/** A button that somebody has pressed. */
export interface ActionTask {
  action: ModelViewAction
  entity: string
  target: ActionTarget
  /** Called when records may have changed. */
  onEnd?: () => void
}

export function runInput({ action, target }: ActionTask): RunActionInput {
  const named = { plugin: action.plugin, action: action.name }
  if (target.kind === 'records') return { ...named, ids: target.ids }
  if (target.kind === 'list') return named
  return { ...named, where: target.where, ...(target.search !== '' && { search: target.search }) }
}

/** Whether somebody has to look or to fill something in before it begins: records in bulk are never changed unasked. */
export function asksFirst({ action, target }: ActionTask): boolean {
  const hasForm = Object.keys(action.form?.properties ?? {}).length > 0
  return hasForm || action.confirm !== undefined || target.kind === 'filter' || isMany(target)
}

function isMany(target: ActionTarget): boolean {
  return target.kind === 'records' && target.ids.length > 1
}
