import { parseArgs } from 'node:util'
import { systemContext } from '../context/system-context.ts'
import { findTenant } from '../db/find-tenant.ts'
import type { Command } from './command.ts'
import { withTenon } from './open-tenon.ts'

export const importCommand: Command = {
  words: ['import'],
  usage: 'import <mapping.json> --tenant <short-name> [--folder <data>] [--rejects <file.csv>]',
  summary: 'Imports CSV files as a mapping file says; a second run changes nothing.',
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { tenant: { type: 'string' }, folder: { type: 'string' }, rejects: { type: 'string' } },
    })
    const [mapping] = positionals
    if (mapping === undefined || values.tenant === undefined) {
      process.stderr.write(`Usage: tenon ${this.usage}\n`)
      return 2
    }
    const slug = values.tenant
    return withTenon(async (tenon) => {
      const tenant = await findTenant(tenon.database, slug)
      const { folder, rejects } = values
      return tenon.runImportFile(systemContext(tenant), {
        mapping,
        ...(folder !== undefined && { folder }),
        ...(rejects !== undefined && { rejects }),
      })
    })
  },
}
