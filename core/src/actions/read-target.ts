import type { RunActionInput } from '@tenon/sdk/contract/action-run'
import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { ActionDeclaration, ActionPlace } from '@tenon/sdk/contract/plugin-manifest'
import type { RecordFilter } from '@tenon/sdk/contract/query'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'

/** What an action is called on: certain records, all that a filter selects, or the list itself. */
export type ActionTarget =
  | { kind: 'records'; ids: string[] }
  | { kind: 'filter'; where: RecordFilter; search: string | undefined }
  | { kind: 'list' }

/** What a run was asked for, as far as the records go. @throws TenonError BAD_REQUEST where the action has no button there */
export function readTarget(
  { locale }: RequestContext,
  { ids, where, search }: Pick<RunActionInput, 'ids' | 'where' | 'search'>,
  { places }: Pick<ActionDeclaration, 'places'>,
): ActionTarget {
  const filtered = where !== undefined || search !== undefined
  if (ids !== undefined && filtered) throw wrong(locale, '/where', BOTH)
  if (ids === undefined) {
    if (!places.includes('list')) throw wrong(locale, '/ids', notThere('list', places))
    return filtered ? { kind: 'filter', where: where ?? { and: [] }, search } : { kind: 'list' }
  }
  const distinct = [...new Set(ids.map((id) => id.toLowerCase()))]
  if (distinct.length === 0) throw wrong(locale, '/ids', EMPTY)
  const fits = places.includes('selection') || (distinct.length === 1 && places.includes('record'))
  if (!fits) throw wrong(locale, '/ids', notThere(distinct.length === 1 ? 'record' : 'selection', places))
  return { kind: 'records', ids: distinct }
}

const BOTH: LocalizedText = {
  en: 'Give either the ids of records or a filter, not both.',
  'zh-CN': '请给出记录编号或筛选条件，不能同时给出。',
}

const EMPTY: LocalizedText = {
  en: 'Choose at least one record, or leave the ids out to run the action on the list itself.',
  'zh-CN': '请至少选择一条记录；若要在列表上执行，请不要给出 ids。',
}

function notThere(place: ActionPlace, places: readonly ActionPlace[]): LocalizedText {
  const allowed = places.join(', ')
  return {
    en: `This action cannot be run on a ${place}; it can be run on: ${allowed}.`,
    'zh-CN': `此操作不能在 ${place} 上执行；可用：${allowed}。`,
  }
}

function wrong(locale: RequestContext['locale'], pointer: string, text: LocalizedText): TenonError {
  const message = textIn(text, locale)
  return new TenonError({ code: 'BAD_REQUEST', message, problems: [{ pointer, message, rule: 'place' }] })
}
