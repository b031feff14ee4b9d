import { parseArgs } from 'node:util'
import { systemContext } from '../context/system-context.ts'
import { findTenant } from '../db/find-tenant.ts'
import type { Command } from './command.ts'
import { withTenon } from './open-tenon.ts'

export const removePluginCommand: Command = {
  words: ['plugin', 'remove'],
  usage: 'plugin remove <id> --tenant <short-name> [--consent]',
  summary: 'Takes a plugin out of a tenant; its records are put aside and come back with it.',
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { tenant: { type: 'string' }, consent: { type: 'boolean', default: false } },
    })
    const [id] = positionals
    if (id === undefined || values.tenant === undefined) {
      process.stderr.write(`Usage: tenon ${this.usage}\n`)
      return 2
    }
    const slug = values.tenant
    return withTenon(async (tenon) => {
      const ctx = systemContext(await findTenant(tenon.database, slug))
      await tenon.removePlugin(ctx, id, { consent: values.consent })
      process.stdout.write(`Removed from '${slug}': ${id}\n`)
      return 0
    })
  },
}
