import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { TenantRef } from '../../core/src/context/request-context.ts'
import { systemContext } from '../../core/src/context/system-context.ts'
import { createTenon, type Tenon } from '../../core/src/create-tenon.ts'
import { writeGrowthPlugin } from '../bench/records/growth-plugin.ts'
import { DATABASE_KINDS } from '../support/open-test-database.ts'
import { testConfig } from '../support/test-config.ts'
import { watchStatements } from './db/sent-statements.ts'

const MINUTE = 60_000

describe.each(DATABASE_KINDS)('what a server keeps for a tenant, on %s,', (kind) => {
  let tenon: Tenon
  let tenant: TenantRef
  beforeEach(async () => {
    // What waits for an answer goes on as it is.
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    tenon = await createTenon(await testConfig(kind))
    tenant = await tenon.createTenant({ slug: 'acme', name: 'Acme' })
    const plugin = await tenon.loadPluginFolder(writeGrowthPlugin('few', { note: 3 }))
    await tenon.installPlugins(systemContext(tenant), [plugin])
  })
  afterEach(async () => {
    await tenon.close()
    vi.useRealTimers()
  })

  /** As somebody whom nothing keeps afterwards. */
  const ask = () => tenon.services.records.find(systemContext(tenant), { entity: 'note', limit: 1 })
  /** What is kept; not that it is looked at here. */
  async function look() {
    await ask()
    const parts = [tenon.database.tenant(tenant.schema), await tenon.api.models.get(tenant)]
    return parts.map((part) => new WeakRef(part))
  }
  async function isKept(refs: ReadonlyArray<WeakRef<object>>): Promise<boolean[]> {
    for (let round = 0; round < 3; round++) {
      await nextTurn()
      globalThis.gc?.()
    }
    return refs.map((ref) => ref.deref() !== undefined)
  }

  test('is there while somebody uses it, is dropped some minutes later, and made again for the next request', async () => {
    const refs = await look()
    for (let round = 0; round < 5; round++) {
      vi.advanceTimersByTime(MINUTE)
      await ask()
    }
    expect(await isKept(refs)).toEqual([true, true])
    vi.advanceTimersByTime(5 * MINUTE)
    expect(await isKept(refs)).toEqual([false, false])
    expect(await ask()).toEqual({ records: [], nextCursor: null, prevCursor: null })
    expect(await isKept(await look())).toEqual([true, true])
  })

  test('stays for as long as somebody follows its changes', async () => {
    const refs = await look()
    const stop = tenon.api.subscribeLive(tenant.schema, () => undefined)
    vi.advanceTimersByTime(60 * MINUTE)
    expect(await isKept(refs)).toEqual([true, true])
    stop()
    vi.advanceTimersByTime(5 * MINUTE)
    expect(await isKept(refs)).toEqual([false, false])
  })

  test('is dropped under requests that are on their way, which are answered all the same', async () => {
    let answered = 0
    const asking = Array.from({ length: 30 }, () => ask().finally(() => (answered += 1)))
    const all = Promise.all(asking)
    while (answered < asking.length) {
      vi.advanceTimersByTime(2 * MINUTE)
      await nextTurn()
    }
    expect(await all).toEqual(asking.map(() => ({ records: [], nextCursor: null, prevCursor: null })))
  })
})

test('requests that find a tenant at rest read its model once for all of them', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  // Before there is a connection: none that is older would be watched.
  const statements = watchStatements()
  const tenon = await createTenon(await testConfig('postgres'))
  try {
    const tenant = await tenon.createTenant({ slug: 'acme', name: 'Acme' })
    const plugin = await tenon.loadPluginFolder(writeGrowthPlugin('few', { note: 3 }))
    await tenon.installPlugins(systemContext(tenant), [plugin])
    const ask = () => tenon.services.records.find(systemContext(tenant), { entity: 'note', limit: 1 })
    const reads = async () => {
      statements.sent.length = 0
      await Promise.all(Array.from({ length: 20 }, ask))
      return statements.sent.filter(({ text }) => /"document" from "[^"]+"\."_model_version"/.test(text)).length
    }
    await ask()
    expect(await reads()).toBe(0)
    vi.advanceTimersByTime(5 * MINUTE)
    expect(await reads()).toBe(1)
    expect(await reads()).toBe(0)
  } finally {
    statements.stop()
    await tenon.close()
    vi.useRealTimers()
  }
})
