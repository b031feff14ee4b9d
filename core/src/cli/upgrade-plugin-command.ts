import { parseArgs } from 'node:util'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { findTenant } from '../db/find-tenant.ts'
import type { Command } from './command.ts'
import { commandContext } from './command-context.ts'
import { INSTALL_OPTIONS, INSTALL_USAGE, installAsked, previewAsked } from './install-options.ts'
import { withTenon } from './open-tenon.ts'
import { settleInterrupted } from './settle-interrupted.ts'
import { spoken } from './spoken.ts'
import { wrongUsage } from './wrong-usage.ts'

const OPTIONS = { ...INSTALL_OPTIONS, 'dry-run': { type: 'boolean', default: false } } as const

export const upgradePluginCommand: Command = {
  usage: `plugin upgrade <name, folder, packed file or id@range>… --tenant <short-name> ${INSTALL_USAGE} [--dry-run]`,
  summary: {
    en: 'Brings installed plugins to a newer version, all or none; data and edits stay.',
    'zh-CN': '将已安装的插件升级到新版本，全部成功或全部不变；数据和修改都会保留。',
  },
  async run(args) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS })
    if (positionals.length === 0 || values.tenant === undefined) return wrongUsage(this)
    const slug = values.tenant
    return withTenon(async (tenon) => {
      const ctx = commandContext(await findTenant(tenon.database, slug))
      await settleInterrupted(tenon, ctx)
      const install = { asked: positionals, answers: values, onlyInstalled: true }
      if (values['dry-run']) {
        process.stdout.write(await previewAsked(tenon, ctx, install))
        return 0
      }
      const before = new Map((await tenon.services.plugins.list(ctx)).map(({ id, version }) => [id, version]))
      const packages = await installAsked(tenon, ctx, install)
      process.stdout.write(tellUpgraded(packages, { slug, before }))
      return 0
    })
  },
}

interface Upgraded {
  slug: string
  /** Id → version that was installed. */
  before: ReadonlyMap<string, string>
}

const UPGRADED = (slug: string, told: readonly string[]) => ({
  en: `Upgraded in '${slug}': ${told.join(', ')}`,
  'zh-CN': `“${slug}”中已升级：${told.join('、')}`,
})
const AGAIN = (slug: string, told: readonly string[]) => ({
  en: `Installed again, in the version that was there, in '${slug}': ${told.join(', ')}`,
  'zh-CN': `“${slug}”中已按原版本重新安装：${told.join('、')}`,
})

function tellUpgraded(packages: readonly PluginPackage[], { slug, before }: Upgraded): string {
  const all = packages.map(({ manifest }) => manifest)
  const [again, other] = [true, false].map((same) =>
    all.filter(({ id, version }) => (before.get(id) === version) === same),
  )
  const lines = [
    [UPGRADED, other?.map(({ id, version }) => `${id} ${before.get(id)} → ${version}`) ?? []],
    [AGAIN, again?.map(({ id, version }) => `${id} ${version}`) ?? []],
  ] as const
  return lines.map(([what, told]) => (told.length === 0 ? '' : `${spoken(what(slug, told))}\n`)).join('')
}
