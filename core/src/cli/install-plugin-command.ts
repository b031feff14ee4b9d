import { parseArgs } from 'node:util'
import { findTenant } from '../db/find-tenant.ts'
import type { Command } from './command.ts'
import { commandContext } from './command-context.ts'
import { INSTALL_OPTIONS, INSTALL_USAGE, installAsked } from './install-options.ts'
import { withTenon } from './open-tenon.ts'
import { print } from './print.ts'
import { wrongUsage } from './wrong-usage.ts'

export const installPluginCommand: Command = {
  usage: `plugin install <name, folder, packed file or id@range>… --tenant <short-name> ${INSTALL_USAGE}`,
  summary: {
    en: 'Installs or upgrades plugins of a tenant, all or none.',
    'zh-CN': '安装或升级租户的插件，全部成功或全部不变。',
  },
  async run(args) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: INSTALL_OPTIONS })
    if (positionals.length === 0 || values.tenant === undefined) return wrongUsage(this)
    const slug = values.tenant
    return withTenon(async (tenon) => {
      const ctx = commandContext(await findTenant(tenon.database, slug))
      const packages = await installAsked(tenon, ctx, { asked: positionals, answers: values })
      const names = packages.map(({ manifest }) => `${manifest.id} ${manifest.version}`)
      print({
        en: `Installed in '${slug}': ${names.join(', ')}`,
        'zh-CN': `已安装到“${slug}”：${names.join('、')}`,
      })
      return 0
    })
  },
}
