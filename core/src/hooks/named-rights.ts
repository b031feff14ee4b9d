import type { KnownRight } from '@tenon/sdk/contract/roles-api'
import { MANAGE_TAGS } from '@tenon/sdk/contract/tags-api'
import type { InstalledPlugin } from './installed-plugin.ts'

const OWN: readonly KnownRight[] = [
  {
    name: MANAGE_TAGS,
    label: { en: 'Manage tags: rename, merge and delete them', 'zh-CN': '管理标签：重命名、合并和删除' },
    plugin: null,
  },
]

/** Every right that something asks about: Tenon's own, then those that plugins declare, as `<plugin>.<name>`. */
export function namedRights(plugins: readonly Pick<InstalledPlugin, 'package'>[]): KnownRight[] {
  return [
    ...OWN,
    ...plugins.flatMap(({ package: { manifest } }) =>
      (manifest.rights ?? []).map(({ name, label, help }) => ({
        name: `${manifest.id}.${name}`,
        label,
        ...(help !== undefined && { help }),
        plugin: manifest.id,
      })),
    ),
  ]
}
