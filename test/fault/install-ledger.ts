import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TenantRef } from '../../core/src/context/request-context.ts'
import { systemContext } from '../../core/src/context/system-context.ts'
import type { Tenon } from '../../core/src/create-tenon.ts'
import { writeLedgerPlugin } from './ledger-plugin.ts'

/** A tenant with the ledger's plugin in it, its events and after-hooks running. */
export async function installLedger(tenon: Tenon): Promise<TenantRef> {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-ledger-'))
  try {
    writeLedgerPlugin(folder)
    const tenant = await tenon.createTenant({ slug: 'ledger', name: 'Ledger' })
    await tenon.installPlugins(systemContext(tenant), [await tenon.loadPluginFolder(folder)])
    await tenon.startBackground()
    return tenant
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
