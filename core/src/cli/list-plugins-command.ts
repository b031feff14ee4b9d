import { parseArgs } from 'node:util'
import { textIn } from '@tenon/sdk/contract/locale'
import type { CatalogueListing, PluginInfo } from '@tenon/sdk/contract/plugins-api'
import { findTenant } from '../db/find-tenant.ts'
import { cliLocale } from './cli-locale.ts'
import type { Command } from './command.ts'
import { commandContext } from './command-context.ts'
import { isUnderWay, tellRun } from './follow-run.ts'
import { withTenon } from './open-tenon.ts'
import { cellWidth, padCell } from './pad-cell.ts'
import { print } from './print.ts'
import { settleInterrupted } from './settle-interrupted.ts'
import { spoken } from './spoken.ts'
import { wrongUsage } from './wrong-usage.ts'

export const listPluginsCommand: Command = {
  usage: 'plugin list --tenant <short-name>',
  summary: {
    en: 'Lists the plugins of a tenant, those first that others need, with updates that TENON_CATALOGUE offers.',
    'zh-CN': '列出租户的插件，被依赖的在前，并显示 TENON_CATALOGUE 提供的更新。',
  },
  async run(args) {
    const { values } = parseArgs({ args, options: { tenant: { type: 'string' } } })
    if (values.tenant === undefined) return wrongUsage(this)
    const slug = values.tenant
    return withTenon(async (tenon) => {
      const ctx = commandContext(await findTenant(tenon.database, slug))
      await settleInterrupted(tenon, ctx)
      const plugins = await tenon.services.plugins.list(ctx)
      const catalogue = tenon.catalogues.length === 0 ? null : await tenon.services.plugins.catalogue(ctx)
      const rows = plugins.map((plugin) => rowOf(plugin, catalogue))
      const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => cellWidth(row[column] ?? ''))))
      const lines = rows.map((row) =>
        row
          .map((cell, column) => padCell(cell, widths[column] ?? 0))
          .join('  ')
          .trimEnd(),
      )
      const failures = (catalogue?.sources ?? []).flatMap(({ problem }) => (problem === null ? [] : [problem]))
      const none = () => spoken({ en: `'${slug}' has no plugins.`, 'zh-CN': `“${slug}”没有插件。` })
      process.stdout.write(`${lines.length === 0 ? none() : lines.join('\n')}\n`)
      const run = await tenon.services.model.publishRun(ctx)
      if (isUnderWay(run) && run.plugins.length > 0) {
        const told = tellRun(run)
        print({ en: `Under way: ${told}`, 'zh-CN': `进行中的更改：${told}` })
      }
      for (const failure of failures) process.stderr.write(`${failure}\n`)
      return 0
    })
  },
}

const MAY_NOTHING = { en: 'its code reads and writes nothing', 'zh-CN': '代码不读写任何内容' } as const

function rowOf({ id, version, label, grants }: PluginInfo, catalogue: CatalogueListing | null): string[] {
  const offered = catalogue?.plugins.find((plugin) => plugin.id === id)
  const newest = offered?.versions[0]?.version
  const update = offered?.updateAvailable
    ? spoken({ en: `${version} (${newest} is available)`, 'zh-CN': `${version}（可升级到 ${newest}）` })
    : version
  return [
    id,
    update,
    textIn(label, cliLocale()),
    spoken(
      grants.length === 0
        ? MAY_NOTHING
        : { en: `its code may: ${grants.join(' ')}`, 'zh-CN': `代码可以：${grants.join(' ')}` },
    ),
  ]
}
