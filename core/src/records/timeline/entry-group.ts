import { type RawBuilder, sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import { isUuid } from '../is-uuid.ts'
import { noCursor } from './no-cursor.ts'

/** An id is made by a process's clock before its statement, and a run may be taken up by another process. */
const RUN_SLACK_MS = 10 * 60_000
/** Before a run's id, in the key of what a change of many records has written. */
export const BULK_RUN = 'bulk:'
/** Kinds of `groupKeyOf` in which all is written under the id of a run. */
const RUNS = ['bulk', 'import', 'undo', 'action']
/** A merge is one transaction of one process. */
const MERGE_SLACK_MS = 60_000

/** What was written in one go: between two ids, by what `groupKeyOf` says. */
export interface EntryGroup {
  key: string
  /** Id of the newest entry. */
  head: string
  /** In milliseconds: no entry of it is older. */
  from: number
}

/** Of an entry that was written in one go with others: what they have in common, its kind first. */
export function groupKeyOf(alias: string): RawBuilder<string | null> {
  const [origin, details] = [sql.ref(`${alias}.origin`), sql.ref(`${alias}.details`)]
  return sql<
    string | null
  >`(case when ${origin} -> 'bulk' ->> 'run' is not null then 'bulk:' || (${origin} -> 'bulk' ->> 'run')
    when ${origin} -> 'import' ->> 'run' is not null then 'import:' || (${origin} -> 'import' ->> 'run')
    when ${origin} -> 'undo' ->> 'run' is not null then 'undo:' || (${origin} -> 'undo' ->> 'run')
    when ${origin} ->> 'hook' like 'actions.%' then 'action:' || ${sql.ref(`${alias}.request_id`)}
    when ${details} -> 'merged' ->> 'merge' is not null
      then case when jsonb_exists(${details} -> 'merged', 'undone') then 'unmerge:' else 'merge:' end
        || (${details} -> 'merged' ->> 'merge') end)`
}

/** The group whose newest entry this is. A run's id is older than all that it writes. */
export function groupFrom(key: string, head: string): EntryGroup {
  const [kind, run = ''] = key.split(':')
  const isRun = RUNS.includes(kind ?? '') && isUuid(run)
  return { key, head, from: isRun ? timeOf(run) - RUN_SLACK_MS : timeOf(head) - MERGE_SLACK_MS }
}

export function groupText({ key, head }: Pick<EntryGroup, 'key' | 'head'>): string {
  return `${key}@${head}`
}

/** @throws TenonError BAD_REQUEST */
export function parseGroup(ctx: RequestContext, text: string): EntryGroup {
  const [key = '', head = '', ...rest] = text.split('@')
  const [kind = '', run = '', ...more] = key.split(':')
  const isKnown = [...RUNS, 'merge', 'unmerge'].includes(kind) && isUuid(run) && isUuid(head)
  if (!isKnown || rest.length > 0 || more.length > 0) throw noCursor(ctx, 'group')
  return groupFrom(key, head)
}

/** Of a UUIDv7, in milliseconds. */
export function timeOf(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)
}
