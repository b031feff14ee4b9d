import { parseArgs } from 'node:util'
import { findTenant } from '../db/find-tenant.ts'
import type { Command } from './command.ts'
import { installFolders } from './install-folders.ts'
import { withTenon } from './open-tenon.ts'

export const installPluginCommand: Command = {
  words: ['plugin', 'install'],
  usage: 'plugin install <name or folder>… --tenant <short-name>',
  summary: 'Installs or upgrades plugins of a tenant, all or none.',
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { tenant: { type: 'string' } },
    })
    if (positionals.length === 0 || values.tenant === undefined) {
      process.stderr.write(`Usage: tenon ${this.usage}\n`)
      return 2
    }
    const slug = values.tenant
    return withTenon(async (tenon) => {
      const tenant = await findTenant(tenon.database, slug)
      await installFolders(tenon, tenant, positionals)
      process.stdout.write(`Installed in '${slug}': ${positionals.join(', ')}\n`)
      return 0
    })
  },
}
