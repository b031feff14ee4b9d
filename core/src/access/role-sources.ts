import type { RoleGrants } from '@tenon/sdk/contract/role-grants'
import type { CompiledEntity } from '../model/compiled-model.ts'
import type { AccessGround } from './access-ground.ts'
import type { Holder } from './right-holders.ts'
import { grantOpens, type RightSource } from './right-source.ts'
import { anyRule, type RowRule } from './row-rule.ts'
import { scopeRule } from './scope-rule.ts'

/** What a holder's roles, and what is shared with the holder, give over an entity. */
export function roleSources(ground: AccessGround, holder: Holder, entity: CompiledEntity): RightSource[] {
  const { roles } = ground.rights
  const sources = holder.roles.flatMap((role): RightSource[] => {
    const grant = grantOf(roles.get(role), entity.name)
    if (grant === undefined) return []
    return [
      {
        origin: { kind: 'role', role, grant, behalf: holder.behalf },
        rows: (action) => scopeRule(ground, { holder, entity, scope: grant[action] ?? 'none' }),
        opens: (field, right) => grantOpens(grant, field, right),
      },
    ]
  })
  const shares = shareSource(ground, holder, { entity, sources })
  return shares === null ? sources : [...sources, shares]
}

function grantOf(grants: RoleGrants | undefined, entity: string) {
  return grants !== undefined && Object.hasOwn(grants, entity) ? grants[entity] : grants?.['*']
}

interface Shareable {
  entity: CompiledEntity
  sources: readonly RightSource[]
}

/**
 * A share opens one record more, of an entity that roles open at all, with the fields that all of these roles open. It lets
 * change it where a role lets change some records of the entity, never delete it.
 */
function shareSource(ground: AccessGround, holder: Holder, { entity, sources }: Shareable): RightSource | null {
  if (holder.userId === null || !ground.rights.sharedEntities.has(entity.name)) return null
  const readers = sources.filter((source) => source.rows('read') !== 'none')
  const rows = anyRule(readers.map((source) => source.rows('read')))
  if (rows === 'none') return null
  const editors = sources.filter((source) => source.rows('update') !== 'none')
  const share = { schema: ground.schema, entity: entity.name, grantees: holder.grantees }
  const shared = (edit: boolean): RowRule => ({ kind: 'shared', share: { ...share, edit } })
  return {
    origin: { kind: 'share', behalf: holder.behalf },
    rows(action) {
      if (action === 'read') return shared(false)
      return action === 'update' && editors.length > 0 ? shared(true) : 'none'
    },
    opens: (field, right) => {
      const judges = right === 'read' || right === 'reveal' ? readers : editors
      return judges.length > 0 && judges.every((source) => source.opens(field, right))
    },
  }
}
