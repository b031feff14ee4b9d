import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TenonConfig } from '../config/read-config.ts'
import type { TenantRef } from '../context/request-context.ts'
import { systemContext } from '../context/system-context.ts'
import type { Tenon } from '../create-tenon.ts'
import { dropTenant } from '../db/drop-tenant.ts'
import { installFolders } from './install-folders.ts'
import { pluginFolder } from './plugin-folder.ts'
import { spoken } from './spoken.ts'

export const DEMO_PEOPLE = [
  { email: 'admin@demo.example', name: 'Ada Lin 林雅', password: 'admin-demo', role: 'admin' },
  { email: 'staff@demo.example', name: 'Sam Wu 吴森', password: 'staff-demo', role: 'staff' },
] as const

const DEMO_PLUGINS = ['crm', 'automotive']
const DEMO_SLUG = 'demo'
const SITE_ID = 'demo-host'

export interface PreparedDemo {
  tenant: TenantRef
  site: { id: string; secret: string }
}

/** Creates the demo's tenant once. One that a crash left half made is removed and made again. */
export async function prepareDemo(
  tenon: Tenon,
  config: TenonConfig,
  say: (line: string) => void,
): Promise<PreparedDemo> {
  const existing = (await tenon.listTenants()).find(({ slug }) => slug === DEMO_SLUG)
  const complete = existing !== undefined && (await isComplete(tenon))
  const tenant = complete ? existing : await createDemo(tenon, existing ?? null, say)
  const port = config.port + 1
  const origins = [`http://localhost:${port}`, `http://127.0.0.1:${port}`]
  return { tenant, site: await tenon.ensureSite(tenant, { id: SITE_ID, name: 'Sample host', origins }) }
}

async function createDemo(tenon: Tenon, leftover: TenantRef | null, say: (line: string) => void): Promise<TenantRef> {
  if (leftover !== null) await dropTenant(tenon.database, leftover)
  say(spoken({ en: 'Creating the demo: tables …', 'zh-CN': '正在创建演示：数据表 …' }))
  const tenant = await tenon.createTenant({ slug: DEMO_SLUG, name: 'Demo Motors 示例汽车' })
  await installFolders(tenon, tenant, DEMO_PLUGINS)
  for (const { email, name, password, role } of DEMO_PEOPLE) {
    await tenon.createUser(tenant, { email, name, password, roles: [role] })
  }
  say(spoken({ en: 'Creating the demo: records …', 'zh-CN': '正在创建演示：记录 …' }))
  for (const plugin of DEMO_PLUGINS) {
    const file = join(pluginFolder(plugin), 'demo/records.json')
    await tenon.loadDemoData(systemContext(tenant), JSON.parse(await readFile(file, 'utf8')))
  }
  await tenon.database.control
    .insertInto('setting')
    .values({ key: 'demo', value: JSON.stringify({ complete: true }) })
    .execute()
  return tenant
}

async function isComplete(tenon: Tenon): Promise<boolean> {
  const row = await tenon.database.control
    .selectFrom('setting')
    .select('key')
    .where('key', '=', 'demo')
    .executeTakeFirst()
  return row !== undefined
}
