import { parseArgs } from 'node:util'
import { readConfig } from '../config/read-config.ts'
import type { Tenon } from '../create-tenon.ts'
import type { Command } from './command.ts'
import { installFolders } from './install-folders.ts'
import { DEFAULT_PORT } from './open-tenon.ts'
import { serveUntilStopped } from './serve-until-stopped.ts'
import { setupAddress } from './setup-address.ts'

export const serveCommand: Command = {
  usage: 'serve',
  summary: 'Serves in production: no demo data, no known password; the first admin comes by a one-time link.',
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
          process.stdout.write(`Tenon serves ${config.baseUrl} on port ${port}.\n`)
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
    process.stdout.write(`'${tenant.slug}' has no admin yet. Create the first one within 24 hours, once: ${link}\n`)
  }
}
