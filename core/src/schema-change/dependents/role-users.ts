import type { RoleGrants } from '@tenon/sdk/contract/role-grants'
import { filterFields } from '../../model/filter-fields.ts'
import { both, type FoundDependent, found } from './found-dependent.ts'
import type { ModelUsers, UsedField } from './model-users.ts'

/** Roles with rights of their own on a field, or whose rule says by it which records are seen. */
export function roleUsers({ roles }: Pick<ModelUsers, 'roles'>, used: UsedField): FoundDependent[] {
  return [...roles].flatMap(([name, grants]) => {
    const place = { ...used, name }
    return [
      ...(Object.hasOwn(grants[used.entity]?.fields ?? {}, used.field) ? [hasRights(name, place)] : []),
      ...(rulesUse(grants, used)
        ? [
            found(
              'role',
              place,
              both(`Role ‘${name}’ decides by it which records are seen`, `角色“${name}”按它决定可见哪些记录`),
            ),
          ]
        : []),
    ]
  })
}

export function entityRoles({ roles }: Pick<ModelUsers, 'roles'>, entity: string): FoundDependent[] {
  return [...roles]
    .filter(([, grants]) => Object.hasOwn(grants, entity))
    .map(([name]) => hasRights(name, { entity, name, breaks: true }))
}

function hasRights(name: string, place: { entity: string; name: string; breaks: boolean }): FoundDependent {
  return found('role', place, both(`Role ‘${name}’ has rights of its own on it`, `角色“${name}”对它有单独的权限`))
}

/** A rule may be a word for a scope, an expression over the record, or a filter. */
function rulesUse(grants: RoleGrants, { entity, field }: UsedField): boolean {
  const { fields: _, ...rules } = grants[entity] ?? {}
  return Object.values<unknown>(rules).some((rule) =>
    typeof rule === 'string' ? namesField(rule, field) : filterFields(rule).includes(field),
  )
}

/** A scope's word is no expression: `own` names no field called so. */
function namesField(rule: string, field: string): boolean {
  return /[^\w]/u.test(rule) && new RegExp(`(?<![\\w])${field}(?![\\w])`, 'u').test(rule)
}
