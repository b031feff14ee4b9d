import type { ActionRun } from '../contract/action-run.ts'
import type {
  Fixtures,
  TestActor,
  TestClock,
  TestHttp,
  TestHttpReply,
  TestHttpRequest,
  TestRuntime,
  TestTenant,
  TestTenantOptions,
  TestWebhookReply,
  TestWebhookRequest,
} from '../contract/test-tenant.ts'

/*
 * What a plugin's tests are written with. The plugin runs as it does in production: in the real sandbox, behind the
 * real checks and rights, on an in-memory database. Only the clock is not real.
 *
 *     test('a car without a VIN is refused', async () => {
 *       const tenant = await openTestTenant()
 *       const staff = await tenant.as('staff')
 *       await assert.rejects(staff.create('vehicle', {}), { code: 'VALIDATION_FAILED' })
 *     })
 *
 * The SDK is the floor of Tenon and cannot import the runtime, so the runtime comes from outside: `tenon plugin test`
 * names its module in the environment, and the first test loads it into the process of the tests. Nothing is sent to
 * and fro, errors keep their stack, and any test runner will do.
 */

export type {
  ActionRun,
  Fixtures,
  TestActor,
  TestClock,
  TestHttp,
  TestHttpReply,
  TestHttpRequest,
  TestTenant,
  TestTenantOptions,
  TestWebhookReply,
  TestWebhookRequest,
}

const VARIABLE = 'TENON_TEST_RUNTIME'

/**
 * An empty tenant with the plugin, and those that it needs, installed. Each test opens its own: the tenant of the test
 * before is emptied, which takes milliseconds, and can then no longer be used; what that test has left at work comes to
 * its end first. Tests that use one run one by one. Fixtures that an earlier test had too are put back, not made again.
 */
export async function openTestTenant<F extends Fixtures = Record<never, never>>(
  options: TestTenantOptions<F> = {},
): Promise<TestTenant<F>> {
  const address = process.env[VARIABLE]
  if (address === undefined) {
    throw new Error(`There is no Tenon to test on (${VARIABLE} is not set): run the tests with 'tenon plugin test'.`)
  }
  const { testRuntime } = (await import(/* @vite-ignore */ address)) as { testRuntime: TestRuntime }
  return (await testRuntime.openTenant(options)) as TestTenant<F>
}
