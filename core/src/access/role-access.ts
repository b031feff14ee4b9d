import type { EntityGrant, FieldGrant, RoleGrants, RowScope } from '@tenon/sdk/contract/role-grants'
import { type Actor, actorReference } from '../context/request-context.ts'
import type { CompiledEntity } from '../model/compiled-model.ts'
import { type EntityAccess, type EntityAction, isSensitive, type RowRule } from './entity-access.ts'

interface RoleHolder {
  actor: Actor
  grants: readonly RoleGrants[]
}

/**
 * Rights of somebody with roles. Of several roles the widest row rule counts, and a field is open
 * only through a role that grants that widest rule: one role's fields are never shown on another role's rows.
 */
export function roleAccess(entity: CompiledEntity, { actor, grants }: RoleHolder): EntityAccess {
  const own = grants.flatMap((role) => (Object.hasOwn(role, entity.name) ? role[entity.name] : role['*']) ?? [])
  const readers = widestGrants(own, 'read')
  const writers = [...new Set([...widestGrants(own, 'update'), ...widestGrants(own, 'create')])]
  const canRead = (field: string) => readers.some((grant) => reads(grant, field))
  return {
    entity,
    rows: (action) => ruleOf(widestScope(own, action), actor),
    canRead,
    canWrite: (field) => writers.some((grant) => fieldGrant(grant, field)?.write ?? true),
    canShow: (field) => canRead(field) && !isSensitive(entity, field),
    canReveal: (field) =>
      isSensitive(entity, field)
        ? readers.some((grant) => reads(grant, field) && (fieldGrant(grant, field)?.reveal ?? grant.reveal ?? false))
        : canRead(field),
    // About rules and not about rows: which of these the person may change, other grants say.
    canOverride: own.some(({ override }) => override === true),
  }
}

function reads(grant: EntityGrant, field: string): boolean {
  return fieldGrant(grant, field)?.read ?? true
}

function fieldGrant({ fields }: EntityGrant, field: string): FieldGrant | undefined {
  return fields !== undefined && Object.hasOwn(fields, field) ? fields[field] : undefined
}

function widestScope(grants: readonly EntityGrant[], action: EntityAction): RowScope {
  const scopes = grants.map((grant) => grant[action] ?? 'none')
  if (scopes.includes('all')) return 'all'
  return scopes.includes('own') ? 'own' : 'none'
}

function widestGrants(grants: readonly EntityGrant[], action: EntityAction): EntityGrant[] {
  const widest = widestScope(grants, action)
  return widest === 'none' ? [] : grants.filter((grant) => (grant[action] ?? 'none') === widest)
}

function ruleOf(scope: RowScope, actor: Actor): RowRule {
  if (scope !== 'own') return scope
  // A key is nobody's owner: its own records are those that it made.
  return actor.kind === 'user'
    ? { field: 'ownerId', op: 'eq', value: actor.id }
    : { field: 'createdBy', op: 'eq', value: actorReference(actor) }
}
