import { parseArgs } from 'node:util'
import type { Command } from './command.ts'
import { installFolders } from './install-folders.ts'
import { withTenon } from './open-tenon.ts'

export const createTenantCommand: Command = {
  usage: 'tenant create <short-name> [--name <name>] [--plugin <name or folder>]…',
  summary: 'Creates a tenant and installs plugins into it.',
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { name: { type: 'string' }, plugin: { type: 'string', multiple: true } },
    })
    const [slug] = positionals
    if (slug === undefined) {
      process.stderr.write(`Usage: tenon ${this.usage}\n`)
      return 2
    }
    return withTenon(async (tenon) => {
      const tenant = await tenon.createTenant({ slug, name: values.name ?? slug })
      await installFolders(tenon, tenant, values.plugin ?? [])
      process.stdout.write(`Tenant '${slug}' is ready. First admin: tenon setup-link --tenant ${slug}\n`)
      return 0
    })
  },
}
