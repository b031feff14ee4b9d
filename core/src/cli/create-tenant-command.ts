import { parseArgs } from 'node:util'
import { cliLocale } from './cli-locale.ts'
import type { Command } from './command.ts'
import { installFolders } from './install-folders.ts'
import { withTenon } from './open-tenon.ts'
import { print } from './print.ts'
import { wrongUsage } from './wrong-usage.ts'

export const createTenantCommand: Command = {
  usage: 'tenant create <short-name> [--name <name>] [--plugin <name or folder>]…',
  summary: { en: 'Creates a tenant and installs plugins into it.', 'zh-CN': '新建租户并为其安装插件。' },
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { name: { type: 'string' }, plugin: { type: 'string', multiple: true } },
    })
    const [slug] = positionals
    if (slug === undefined) return wrongUsage(this)
    return withTenon(async (tenon) => {
      const tenant = await tenon.createTenant({ slug, name: values.name ?? slug, locale: cliLocale() })
      await installFolders(tenon, tenant, values.plugin ?? [])
      const next = `tenon setup-link --tenant ${slug}`
      print({
        en: `Tenant '${slug}' is ready. First admin: ${next}`,
        'zh-CN': `租户“${slug}”已就绪。首位管理员：“${next}”`,
      })
      return 0
    })
  },
}
