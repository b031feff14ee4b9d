import { parseArgs } from 'node:util'
import { systemContext } from '../context/system-context.ts'
import { findTenant } from '../db/find-tenant.ts'
import type { Command } from './command.ts'
import { INSTALL_OPTIONS, INSTALL_USAGE, installAsked } from './install-options.ts'
import { withTenon } from './open-tenon.ts'

export const installPluginCommand: Command = {
  usage: `plugin install <name, folder, packed file or id@range>… --tenant <short-name> ${INSTALL_USAGE}`,
  summary: 'Installs or upgrades plugins of a tenant, all or none.',
  async run(args) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: INSTALL_OPTIONS })
    if (positionals.length === 0 || values.tenant === undefined) {
      process.stderr.write(`Usage: tenon ${this.usage}\n`)
      return 2
    }
    const slug = values.tenant
    return withTenon(async (tenon) => {
      const ctx = systemContext(await findTenant(tenon.database, slug))
      const packages = await installAsked(tenon, ctx, { asked: positionals, answers: values })
      process.stdout.write(
        `Installed in '${slug}': ${packages.map(({ manifest }) => `${manifest.id} ${manifest.version}`).join(', ')}\n`,
      )
      return 0
    })
  },
}
