import type { RequestContext } from '../../context/request-context.ts'
import { isUuid } from '../is-uuid.ts'
import { type EntryGroup, timeOf } from './entry-group.ts'
import { noCursor } from './no-cursor.ts'

/** More are never written at the same time; a cursor has to have room in an address. */
const MOST_OPEN = 120

/** Where the next page begins, and the groups that stand on pages before and may have more entries from there on. */
export interface GroupCursor {
  before: string | null
  open: ReadonlyArray<Pick<EntryGroup, 'key' | 'from'>>
}

export function groupCursorText(before: string, groups: GroupCursor['open']): string {
  const open = groups.filter(({ from }) => from <= timeOf(before)).slice(-MOST_OPEN)
  return [before, ...open.map(({ key, from }) => `${key}:${from.toString(36)}`)].join('~')
}

/** @throws TenonError BAD_REQUEST */
export function parseGroupCursor(ctx: RequestContext, text: string | undefined): GroupCursor {
  if (text === undefined) return { before: null, open: [] }
  const [before = '', ...open] = text.split('~')
  if (!isUuid(before)) throw noCursor(ctx)
  return {
    before,
    open: open.map((one) => {
      const [kind, run = '', from = '', ...rest] = one.split(':')
      if (!isUuid(run) || !/^[0-9a-z]{1,10}$/.test(from) || rest.length > 0) throw noCursor(ctx)
      return { key: `${kind}:${run}`, from: Number.parseInt(from, 36) }
    }),
  }
}
