import type { AuditEntry, AuditFilter, AuditGroup, AuditPage } from '@tenon/sdk/contract/audit-api'
import { textIn } from '@tenon/sdk/contract/locale'
import { nameBook } from '../../model/names/name-book.ts'
import type { Queryable } from '../queryable.ts'
import { type CountedGroup, countGroups } from './count-groups.ts'
import { describeEntries, type TimelineScope } from './describe-entries.ts'
import { groupFrom, groupText } from './entry-group.ts'
import { parseGroupCursor } from './group-cursor.ts'
import { namedEntries } from './named-entries.ts'
import { readRunReasons } from './run-reasons.ts'
import type { EntryScan } from './scan-entries.ts'
import { type GroupHead, scanGroups } from './scan-groups.ts'

interface GroupedInput extends AuditFilter {
  entity?: string
  limit: number
  after: string | undefined
}

/** A page in which one entry stands for all that were written in one go. @throws TenonError BAD_REQUEST */
export async function readGroupedPage(
  db: Queryable,
  scope: TimelineScope,
  { after, ...filter }: GroupedInput,
): Promise<AuditPage> {
  const { ctx, model } = scope
  const { before, open } = parseGroupCursor(ctx, after)
  const scan: EntryScan = { ...filter, ...(before !== null && { before }) }
  const { heads, next } = await scanGroups(db, ctx, { scan, open })
  const groups = heads.flatMap(({ key, id }) => (key === null ? [] : [groupFrom(key, id)]))
  const counted = await countGroups(db, ctx, { scan, groups })
  const reasons = await readRunReasons(db, ctx, groups)
  const several = (head: GroupHead) => severalOf(head, counted)
  const shown = heads.map((head) => {
    const group = several(head)
    if (group === null) return head
    return { ...head, changes: group.common, reason: reasons.get(head.key ?? '') ?? group.reason }
  })
  const entries = namedEntries(await describeEntries(db, scope, shown), model)
  return {
    entries: entries.map((entry, at) => {
      const head = heads[at]
      const group = head === undefined ? null : several(head)
      return head === undefined || group === null ? entry : standing(entry, { head, group, scope })
    }),
    nextCursor: next,
  }
}

/** One that is alone is an entry like others. */
function severalOf({ key, record_id }: GroupHead, counted: Map<string, CountedGroup>): CountedGroup | null {
  const group = key === null ? undefined : counted.get(key)
  if (group === undefined || record_id === null) return null
  const count = group.parts.reduce((total, part) => total + part.count, 0)
  return count > 1 || group.atLeast ? group : null
}

function standing(
  entry: AuditEntry,
  { head, group, scope }: { head: GroupHead; group: CountedGroup; scope: TimelineScope },
): AuditEntry {
  const { model, ctx } = scope
  const { names } = nameBook(model)
  const parts = group.parts.map(({ entity, ...part }) => {
    const label = model.entities.get(entity)?.schema.pluralLabel
    return {
      ...part,
      entity: names.entity(entity),
      entityLabel: label === undefined ? null : textIn(label, ctx.locale),
    }
  })
  const id = groupText({ key: head.key ?? '', head: head.id })
  const told = { id, kind: kindOf(head), ...actionOf(head), parts, ...(group.atLeast && { atLeast: true as const }) }
  return { ...entry, group: told }
}

const KINDS: Readonly<Record<string, AuditGroup['kind']>> = {
  import: 'import',
  undo: 'undoChanges',
  action: 'action',
  merge: 'merge',
  unmerge: 'unmerge',
}

function kindOf({ key, origin }: GroupHead): AuditGroup['kind'] {
  return KINDS[key?.split(':')[0] ?? ''] ?? (origin?.bulk?.undoes === undefined ? 'bulk' : 'undo')
}

/** A plugin's code writes as the plugin, in the course of the action. */
function actionOf(head: GroupHead): Pick<AuditGroup, 'action'> {
  const plugin = /^plugin:(.+)$/.exec(head.actor)?.[1]
  const name = /^actions\.(.+)$/.exec(head.origin?.hook ?? '')?.[1]
  return kindOf(head) === 'action' && plugin && name ? { action: `${plugin}.${name}` } : {}
}
