import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { PluginManifest } from '@tenon/sdk/contract/plugin-manifest'
import type { PluginTaskInfo } from '@tenon/sdk/contract/plugin-work'
import { type RawBuilder, sql } from 'kysely'
import { MAX_ATTEMPTS } from './plugin-task.ts'
import { readStoredMessage } from './task-error.ts'

/** A task as `taskColumns` reads it. */
export type TaskRow = Omit<PluginTaskInfo, 'label' | 'maxAttempts'>

/** What admins see of a task, of the table `t`. Its data are not among it: they may be about anybody. */
export function taskColumns(): RawBuilder<TaskRow> {
  return sql<TaskRow>`t.id, t.plugin, t.kind, t.name, t.key, t.status, t.attempts,
    case when t.error_code is not null then json_build_object('code', t.error_code, 'message', t.error) end as error,
    t.created_by as "createdBy", ${time('run_at')} as "runAt", ${time('created_at')} as "createdAt",
    ${time('finished_at')} as "finishedAt"`
}

function time(column: string) {
  return sql`to_char(${sql.ref(`t.${column}`)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
}

/** For somebody who reads in the language. */
export function toTaskInfo(row: TaskRow, manifests: readonly PluginManifest[], locale: Locale): PluginTaskInfo {
  const error = row.error && { ...row.error, message: textIn(readStoredMessage(row.error.message), locale) }
  return { ...row, error, label: labelOf(row, manifests), maxAttempts: MAX_ATTEMPTS }
}

function labelOf({ kind, plugin, name }: TaskRow, manifests: readonly PluginManifest[]): LocalizedText | null {
  const [emitter = '', event = ''] = name.split('.')
  const declaring = manifests.find(({ id }) => id === (kind === 'event' ? emitter : plugin))
  const declared = { job: [], lifecycle: [], ...declarationsOf(declaring) }[kind]
  return declared.find((one) => one.name === (kind === 'event' ? event : name))?.label ?? null
}

function declarationsOf({ schedules = [], webhooks = [], events = [] }: Partial<PluginManifest> = {}) {
  return { schedule: schedules, webhook: webhooks, event: events }
}
