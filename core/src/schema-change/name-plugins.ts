import type { ComingPlugin } from '@tenon/sdk/contract/publish-run'

/** Such as `fleet 1.0.0 → 2.0.0, depot 1.0.0`: the same in every language. */
export function namePlugins(plugins: readonly ComingPlugin[]): string {
  return plugins.map(({ id, version, from }) => `${id} ${from === null ? '' : `${from} → `}${version}`).join(', ')
}
