import type { AuditChange, AuditEntry, AuditFilter, FindAuditInput } from '@tenon/sdk/contract/audit-api'
import type { makeRecordChange } from '../../audit/make-record-change.ts'
import type { RequestContext } from '../../context/request-context.ts'
import { csvLine, escapeFormula } from '../csv-line.ts'
import { type AuditTrailDependencies, makeAuditTrail } from './make-audit-trail.ts'

const PAGE = 200

export type ExportAudit = (ctx: RequestContext, input: FindAuditInput) => Promise<AsyncIterable<string>>

interface Dependencies extends AuditTrailDependencies {
  recordChange: ReturnType<typeof makeRecordChange>
}

/**
 * Makes the function that gives the audit trail as CSV, newest first, a line per changed field; a page is read when it
 * is asked for. `limit` and `after` do not matter. That somebody took it is in the trail.
 * @throws TenonError FORBIDDEN, BAD_REQUEST before any text is given
 */
export function makeExportAudit({ recordChange, ...dependencies }: Dependencies): ExportAudit {
  const { find } = makeAuditTrail(dependencies)
  return async (ctx, { limit: _limit, after: _after, ...filter }) => {
    const first = await find(ctx, { ...filter, limit: PAGE })
    await recordChange(ctx, { action: 'audit.export', id: 'audit', details: { filter: toldFilter(filter) } })
    return text()

    async function* text(): AsyncGenerator<string> {
      // With the byte order mark by which spreadsheets know UTF-8.
      yield `\uFEFF${csvLine(COLUMNS)}`
      for (let page = first; ; ) {
        yield page.entries.flatMap(linesOf).join('')
        if (page.nextCursor === null) return
        ctx.signal.throwIfAborted()
        page = await find(ctx, { ...filter, limit: PAGE, after: page.nextCursor })
      }
    }
  }
}

function toldFilter(filter: AuditFilter & { entity?: string }): Record<string, string> {
  const { entity, actor, field, action, from, to } = filter
  const parts = Object.entries({ entity, actor, field, action, from, to })
  return Object.fromEntries(parts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}

const COLUMNS = [
  ...['id', 'at', 'actor', 'actorName', 'onBehalfOf', 'onBehalfOfName', 'action', 'entity', 'recordId', 'title'],
  ...['version', 'field', 'label', 'old', 'new', 'masked', 'details', 'reason'],
  ...['channel', 'address', 'hook', 'import', 'requestId'],
]

function linesOf(entry: AuditEntry): string[] {
  const changes: Array<[string, AuditChange | null]> = Object.entries(entry.changes)
  return (changes.length === 0 ? [['', null] as const] : changes).map(([field, change]) =>
    csvLine(cells(entry, field, change).map((cell) => escapeFormula(cell ?? ''))),
  )
}

function cells(entry: AuditEntry, field: string, change: AuditChange | null): Array<string | undefined | null> {
  const { origin, onBehalfOf, details } = entry
  return [
    ...[entry.id, entry.at, entry.actor, entry.name, onBehalfOf?.actor, onBehalfOf?.name, entry.action, entry.entity],
    ...[entry.recordId, entry.title, entry.version === null ? '' : String(entry.version), field, change?.label],
    ...[
      change?.oldText,
      change?.newText,
      change?.masked ? 'yes' : '',
      details && JSON.stringify(details),
      entry.reason,
    ],
    ...[origin?.channel, origin?.address, origin?.hook, origin?.import?.run, entry.requestId],
  ]
}
