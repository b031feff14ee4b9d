import type { EntityGrant, FieldGrant } from '@tenon/sdk/contract/role-grants'
import type { EntityAction, FieldRight } from './entity-access.ts'
import type { RowRule } from './row-rule.ts'

/** Where rights over one entity come from: a role, one that somebody stands in for has, or shares. */
export interface RightSource {
  readonly origin: RightOrigin
  rows(action: EntityAction): RowRule
  /** On the rows that it opens. */
  opens(field: string, right: FieldRight): boolean
}

export type RightOrigin =
  | { readonly kind: 'role'; readonly role: string; readonly grant: EntityGrant; readonly behalf: string | null }
  | { readonly kind: 'share'; readonly behalf: string | null }

/** Whether a role's rights over an entity open a field on the rows that they open. */
export function grantOpens(grant: EntityGrant, field: string, right: FieldRight): boolean {
  const own = fieldGrant(grant, field)
  if (right === 'create' || right === 'update') return own?.write ?? true
  const reads = own?.read ?? true
  return right === 'read' ? reads : reads && (own?.reveal ?? grant.reveal ?? false)
}

function fieldGrant({ fields }: EntityGrant, field: string): FieldGrant | undefined {
  return fields !== undefined && Object.hasOwn(fields, field) ? fields[field] : undefined
}
