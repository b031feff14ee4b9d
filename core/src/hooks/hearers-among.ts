import { dependenciesOf } from '../plugins/dependencies-of.ts'
import type { InstalledPlugin } from './installed-plugin.ts'

/**
 * Ids of the plugins that hear an event: those whose code names it and that depend on the plugin which emits it,
 * directly or by way of others; and that plugin itself. Nobody else gets to know what goes on in it.
 */
export function hearersAmong(installed: readonly InstalledPlugin[], event: string): string[] {
  const emitter = event.slice(0, event.indexOf('.'))
  const manifests = installed.map((plugin) => plugin.package.manifest)
  return installed
    .filter(({ package: { hooks } }) => hooks.events.includes(event))
    .map(({ package: { manifest } }) => manifest.id)
    .filter((id) => id === emitter || dependenciesOf(id, manifests).has(emitter))
}
