import type { PluginPreview } from '@tenon/sdk/contract/plugins-api'
import type { MessageKey } from '../locales/catalog.ts'

type Words = Record<'title' | 'go' | 'going' | 'done', MessageKey>

/** How it is called what another version does: it comes, takes the place of an older one, or of a newer one. */
export function installWords({
  installedVersion,
  isDowngrade,
}: Pick<PluginPreview, 'installedVersion' | 'isDowngrade'>): Words {
  if (installedVersion === null)
    return { title: 'installAction', go: 'install', going: 'installing', done: 'justInstalled' }
  return isDowngrade
    ? { title: 'downgradeAction', go: 'downgradeTo', going: 'downgrading', done: 'justDowngraded' }
    : { title: 'upgradeAction', go: 'updateTo', going: 'upgrading', done: 'justUpgraded' }
}
