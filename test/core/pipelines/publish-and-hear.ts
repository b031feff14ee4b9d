import { expect } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { MODEL_CHANNEL } from '../../../core/src/model/model-store.ts'
import type { openPublishingTenant } from '../schema-change/publishing-tenant.ts'

type Tenant = Awaited<ReturnType<typeof openPublishingTenant>>

/** Publishes, and waits until this process has heard of it: whoever listens from then on hears of later models alone. */
export async function publishAndHear(
  database: Database,
  tenant: Tenant,
  parts: Parameters<Tenant['publish']>[0],
): Promise<void> {
  const heard = new Set<string>()
  const stop = await database.listen(MODEL_CHANNEL, (payload) => {
    heard.add((JSON.parse(payload) as { schema: string }).schema)
  })
  await tenant.publish(parts)
  await expect.poll(() => heard.has(tenant.schema), { timeout: 10_000 }).toBe(true)
  await stop()
}
