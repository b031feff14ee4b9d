import type { RoleGrants } from '@tenon/sdk/contract/role-grants'
import { usedPlaces } from '@tenon/sdk/expression/used-places'
import { checkRowExpression } from '../../access/row-condition.ts'
import type { CompiledModel } from '../../model/compiled-model.ts'
import { both, type FoundDependent, found } from './found-dependent.ts'
import type { ModelUsers, UsedField } from './model-users.ts'

/** Roles with rights of their own on a field, or whose rule says by it which records are seen. */
export function roleUsers({ model, roles }: Pick<ModelUsers, 'model' | 'roles'>, used: UsedField): FoundDependent[] {
  return [...roles].flatMap(([name, grants]) => {
    const place = { ...used, name }
    return [
      ...(Object.hasOwn(grants[used.entity]?.fields ?? {}, used.field) ? [hasRights(name, place)] : []),
      ...(rulesUse(model, grants, used)
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

/** Whether a condition of the role's, over records of whichever entity, names the field. */
function rulesUse(model: CompiledModel, grants: RoleGrants, { entity, field }: UsedField): boolean {
  return Object.entries(grants).some(([of, { create, read, update, delete: removal }]) =>
    [create, read, update, removal].some((scope) => {
      if (typeof scope !== 'object') return false
      const checked = checkRowExpression(model, { entity: of, text: scope.where })
      if (!('expression' in checked)) return false
      const places = usedPlaces(model.document, checked.expression.references)
      return places.some((place) => place.entity === entity && place.field === field)
    }),
  )
}
