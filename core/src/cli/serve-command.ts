import { parseArgs } from 'node:util'
import { readConfig } from '../config/read-config.ts'
import type { Tenon } from '../create-tenon.ts'
import type { Command } from './command.ts'
import { installFolders } from './install-folders.ts'
import { DEFAULT_PORT } from './open-tenon.ts'
import { print } from './print.ts'
import { serveUntilStopped } from './serve-until-stopped.ts'
import { setupAddress } from './setup-address.ts'

export const serveCommand: Command = {
  usage: 'serve',
  summary: {
    en: 'Serves in production: no demo data, no known password; the first admin comes by a one-time link.',
    'zh-CN': '用于生产的服务：没有演示数据和已知密码；首位管理员通过一次性链接注册。',
  },
  async run(args) {
    parseArgs({ args, options: {} })
    const config = readConfig(process.env, { folder: '.tenon', port: DEFAULT_PORT, logLevel: 'info' })
    const { createTenon } = await import('../create-tenon.ts')
    const tenon = await createTenon(config)
    try {
      await ensureFirstTenant(tenon)
      return await serveUntilStopped({
        tenon,
        config,
        onReady: async ({ port }) => {
          print({
            en: `Tenon serves ${config.baseUrl} on port ${port}.`,
            'zh-CN': `Tenon 正在端口 ${port} 上提供服务：${config.baseUrl}`,
          })
          await printSetupLinks(tenon, config.baseUrl)
          return async () => undefined
        },
      })
    } catch (error) {
      await tenon.close()
      throw error
    }
  },
}

/** An empty installation gets one tenant with the CRM plugin, so that there is something to sign in to. */
async function ensureFirstTenant(tenon: Tenon): Promise<void> {
  if ((await tenon.listTenants()).length > 0) return
  const tenant = await tenon.createTenant({ slug: 'main', name: 'Main' })
  await installFolders(tenon, tenant, ['crm'])
}

async function printSetupLinks(tenon: Tenon, baseUrl: string): Promise<void> {
  for (const tenant of await tenon.listTenants()) {
    if (!(await tenon.setupLinks.isNeeded(tenant))) continue
    const link = await setupAddress(tenon, tenant, baseUrl)
    print({
      en: `'${tenant.slug}' has no admin yet. Create the first one within 24 hours, once: ${link}`,
      'zh-CN': `“${tenant.slug}”还没有管理员。请在 24 小时内创建首位管理员，链接仅可用一次：${link}`,
    })
  }
}
