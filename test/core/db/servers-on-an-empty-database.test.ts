import { describe, expect, test } from 'vitest'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { createTenon } from '../../../core/src/create-tenon.ts'
import { testConfig } from '../../support/test-config.ts'

describe('servers that start together on an empty database', () => {
  test('all come up and do their background work, and each knows what another one made', async () => {
    const config = await testConfig('postgres')
    const tenons = await Promise.all(Array.from({ length: 4 }, () => createTenon(config)))
    const started = await Promise.allSettled(tenons.map((tenon) => tenon.startBackground()))
    expect(started.filter(({ status }) => status === 'rejected')).toEqual([])
    const tenants = await Promise.all(
      tenons.map((tenon, index) => tenon.createTenant({ slug: `tenant-${index}`, name: `Tenant ${index}` })),
    )
    for (const tenon of tenons) {
      for (const tenant of tenants) {
        const { key } = await tenon.services.apiKeys.create(systemContext(tenant), { name: 'one', roles: ['admin'] })
        expect(key).toMatch(/./)
      }
    }
    await Promise.all(tenons.map((tenon) => tenon.close()))
  })
})
