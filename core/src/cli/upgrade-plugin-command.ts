import { parseArgs } from 'node:util'
import { systemContext } from '../context/system-context.ts'
import { findTenant } from '../db/find-tenant.ts'
import type { Command } from './command.ts'
import { INSTALL_OPTIONS, INSTALL_USAGE, installAsked } from './install-options.ts'
import { withTenon } from './open-tenon.ts'
import { settleInterrupted } from './settle-interrupted.ts'

export const upgradePluginCommand: Command = {
  words: ['plugin', 'upgrade'],
  usage: `plugin upgrade <name, folder, packed file or id@range>… --tenant <short-name> ${INSTALL_USAGE}`,
  summary: 'Brings installed plugins to a newer version, all or none; data and edits stay.',
  async run(args) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: INSTALL_OPTIONS })
    if (positionals.length === 0 || values.tenant === undefined) {
      process.stderr.write(`Usage: tenon ${this.usage}\n`)
      return 2
    }
    const slug = values.tenant
    return withTenon(async (tenon) => {
      const ctx = systemContext(await findTenant(tenon.database, slug))
      await settleInterrupted(tenon, ctx)
      const before = new Map((await tenon.services.plugins.list(ctx)).map(({ id, version }) => [id, version]))
      const packages = await installAsked(tenon, ctx, { asked: positionals, answers: values, onlyInstalled: true })
      const told = packages.map(({ manifest: { id, version } }) => `${id} ${before.get(id)} → ${version}`)
      process.stdout.write(`Upgraded in '${slug}': ${told.join(', ')}\n`)
      return 0
    })
  },
}
