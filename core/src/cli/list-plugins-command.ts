import { parseArgs } from 'node:util'
import type { CatalogueListing, PluginInfo } from '@tenon/sdk/contract/plugins-api'
import { systemContext } from '../context/system-context.ts'
import { findTenant } from '../db/find-tenant.ts'
import type { Command } from './command.ts'
import { withTenon } from './open-tenon.ts'
import { settleInterrupted } from './settle-interrupted.ts'

export const listPluginsCommand: Command = {
  usage: 'plugin list --tenant <short-name>',
  summary: 'Lists the plugins of a tenant, those first that others need, with updates that TENON_CATALOGUE offers.',
  async run(args) {
    const { values } = parseArgs({ args, options: { tenant: { type: 'string' } } })
    if (values.tenant === undefined) {
      process.stderr.write(`Usage: tenon ${this.usage}\n`)
      return 2
    }
    const slug = values.tenant
    return withTenon(async (tenon) => {
      const ctx = systemContext(await findTenant(tenon.database, slug))
      await settleInterrupted(tenon, ctx)
      const plugins = await tenon.services.plugins.list(ctx)
      const catalogue = tenon.catalogues.length === 0 ? null : await tenon.services.plugins.catalogue(ctx)
      const rows = plugins.map((plugin) => rowOf(plugin, catalogue))
      const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)))
      const lines = rows.map((row) =>
        row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd(),
      )
      const failures = (catalogue?.sources ?? []).flatMap(({ problem }) => (problem === null ? [] : [problem]))
      process.stdout.write(lines.length === 0 ? `'${slug}' has no plugins.\n` : `${lines.join('\n')}\n`)
      for (const failure of failures) process.stderr.write(`${failure}\n`)
      return 0
    })
  },
}

function rowOf({ id, version, label, grants }: PluginInfo, catalogue: CatalogueListing | null): string[] {
  const offered = catalogue?.plugins.find((plugin) => plugin.id === id)
  const update = offered?.updateAvailable ? `${version} (${offered.versions[0]?.version} is available)` : version
  return [
    id,
    update,
    label.en,
    grants.length === 0 ? 'its code reads and writes nothing' : `its code may: ${grants.join(' ')}`,
  ]
}
