import { CORE_EVENT_SOURCE } from '@tenon/sdk/contract/core-events'
import { dependenciesOf } from '../plugins/dependencies-of.ts'
import type { InstalledPlugin } from './installed-plugin.ts'

/**
 * Ids of the plugins that hear an event: those whose code names it and that depend on the plugin which emits it,
 * directly or by way of others; and that plugin itself. Nobody else gets to know what goes on in it. Events of Tenon itself
 * are for those whose code names them and that may read the entity that they are about.
 */
export function hearersAmong(installed: readonly InstalledPlugin[], event: string, about?: string): string[] {
  const emitter = event.slice(0, event.indexOf('.'))
  const hearing = installed.filter(({ package: { hooks } }) => hooks.events.includes(event))
  if (emitter === CORE_EVENT_SOURCE) {
    return hearing
      .filter(({ grants }) => grants.includes(`entity:${about}:read`))
      .map(({ package: { manifest } }) => manifest.id)
  }
  const manifests = installed.map((plugin) => plugin.package.manifest)
  return hearing
    .map(({ package: { manifest } }) => manifest.id)
    .filter((id) => id === emitter || dependenciesOf(id, manifests).has(emitter))
}
