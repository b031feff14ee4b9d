import type { CompiledEntity } from '../model/compiled-model.ts'
import { type EntityAccess, type EntityAction, type FieldRight, isSensitive, type StandIn } from './entity-access.ts'
import type { RightSource } from './right-source.ts'
import { anyRule, type RowRule } from './row-rule.ts'

const ACTIONS: Readonly<Record<FieldRight, EntityAction>> = {
  read: 'read',
  reveal: 'read',
  create: 'create',
  update: 'update',
}

/**
 * Rights of somebody with roles. Their rows add up; a field is open on the rows of those sources that open it, so that one
 * role's fields are never shown on another role's rows. Where all sources agree about a field, which is so with one role,
 * nothing is asked per row.
 */
export function roleAccess(entity: CompiledEntity, sources: readonly RightSource[]): EntityAccess {
  const opening = (action: EntityAction) => sources.filter((source) => source.rows(action) !== 'none')
  const [creators, readers, updaters] = [opening('create'), opening('read'), opening('update')]
  const of = { create: creators, read: readers, update: updaters, delete: sources }
  const opens = (field: string, right: FieldRight) => of[ACTIONS[right]].some((source) => source.opens(field, right))
  const canRead = (field: string) => opens(field, 'read')
  const grants = sources.flatMap(({ origin }) => (origin.kind === 'role' ? [origin] : []))
  const rowsOf = (action: EntityAction): RowRule => anyRule(of[action].map((source) => source.rows(action)))
  const rules = { create: rowsOf('create'), read: rowsOf('read'), update: rowsOf('update'), delete: rowsOf('delete') }
  return {
    entity,
    rows: (action) => rules[action],
    canRead,
    canWrite: (field) => opens(field, 'update') || opens(field, 'create'),
    canShow: (field) => canRead(field) && !isSensitive(entity, field),
    canReveal: (field) => (isSensitive(entity, field) ? opens(field, 'reveal') : canRead(field)),
    fieldRows: (field, right) => {
      const asked = right === 'reveal' && !isSensitive(entity, field) ? 'read' : right
      const action = ACTIONS[asked]
      const open = of[action].filter((source) => source.opens(field, asked))
      return open.length === of[action].length ? 'all' : anyRule(open.map((source) => source.rows(action)))
    },
    standIn: standInOf(sources),
    // About rules and not about rows: which of these the person may change, other grants say. Nobody stands in for it.
    canOverride: grants.some(({ grant, behalf }) => grant.override === true && behalf === null),
    canShare: grants.some(({ grant, behalf }) => grant.share === true && behalf === null),
  }
}

function standInOf(sources: readonly RightSource[]): StandIn | null {
  const behalves = [...new Set(sources.flatMap(({ origin }) => origin.behalf ?? []))]
  if (behalves.length === 0) return null
  const rowsOf = (behalf: string | null) => (action: EntityAction) =>
    anyRule(sources.filter(({ origin }) => origin.behalf === behalf).map((source) => source.rows(action)))
  return { own: rowsOf(null), absent: behalves.map((reference) => ({ reference, rows: rowsOf(reference) })) }
}
