import { parseArgs } from 'node:util'
import { systemContext } from '../context/system-context.ts'
import { findTenant } from '../db/find-tenant.ts'
import type { Command } from './command.ts'
import { withTenon } from './open-tenon.ts'
import { settleInterrupted } from './settle-interrupted.ts'

export const removePluginCommand: Command = {
  words: ['plugin', 'remove'],
  usage: 'plugin remove <id> --tenant <short-name> [--consent] [--force]',
  summary:
    'Takes a plugin out of a tenant; its records are put aside and come back with it. --force: even where its code refuses.',
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        tenant: { type: 'string' },
        consent: { type: 'boolean', default: false },
        force: { type: 'boolean', default: false },
      },
    })
    const [id] = positionals
    if (id === undefined || values.tenant === undefined) {
      process.stderr.write(`Usage: tenon ${this.usage}\n`)
      return 2
    }
    const slug = values.tenant
    return withTenon(async (tenon) => {
      const ctx = systemContext(await findTenant(tenon.database, slug))
      await settleInterrupted(tenon, ctx)
      const { passedOver } = await tenon.removePlugin(ctx, id, { consent: values.consent, force: values.force })
      if (passedOver !== undefined) process.stderr.write(`Its onUninstall was passed over: ${passedOver}\n`)
      process.stdout.write(`Removed from '${slug}': ${id}\n`)
      return 0
    })
  },
}
