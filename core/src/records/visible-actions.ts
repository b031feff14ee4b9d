import type { ModelViewAction } from '@tenon/sdk/contract/model-document'
import type { EntityAccess } from '../access/entity-access.ts'
import type { Actor } from '../context/request-context.ts'
import type { InstalledPlugin } from '../hooks/installed-plugin.ts'

/** Actions on an entity that an actor may run. End customers run none: these are tools of the staff. */
export function visibleActions(
  access: EntityAccess,
  { plugins, actor }: { plugins: readonly InstalledPlugin[]; actor: Actor },
): ModelViewAction[] {
  if (actor.kind === 'customer') return []
  return plugins.flatMap(({ package: { manifest, hooks } }) =>
    (manifest.actions ?? [])
      .filter(({ entity, name }) => entity === access.entity.name && hooks.actions.includes(name))
      .filter(({ requires = 'update' }) => access.rows(requires) !== 'none')
      .map(({ entity: _entity, ...action }) => ({ ...action, plugin: manifest.id })),
  )
}
