import { afterAll, expect, test } from 'vitest'
import { runTenon, temporaryFolder } from '../../support/run-tenon.ts'
import { text, writeTestedPlugin } from './write-tested-plugin.ts'

const { folder, remove } = temporaryFolder()
afterAll(remove)

const capability = (name: string) => ({ capability: name, reason: text('Asks.') })
const MANIFEST = {
  id: 'rate',
  version: '0.1.0',
  label: text('rate'),
  host: '^0.1.0',
  capabilities: [
    capability('http:rates.example'),
    capability('entity:rateJob:read'),
    capability('entity:rateJob:write'),
  ],
  secrets: [{ name: 'apiKey', label: text('Key'), hosts: ['rates.example'] }],
  settings: {
    properties: { base: { fieldType: 'text', label: text('Base'), default: 'EUR', maxLength: 3 } },
  },
  actions: [{ name: 'ask', label: text('Ask'), entity: 'rateJob', places: ['record'] }],
}

const HOOKS = `import { definePlugin, eachRecord } from '@tenon/sdk/plugin'

export const plugin = definePlugin({
  guards: { isChecked: () => undefined },
  actions: {
    ask: eachRecord(async ({ values }, tenon) => {
      const host = values.title === 'elsewhere' ? 'other.example' : 'rates.example'
      const answer = await tenon.http.fetch('https://' + host + '/v1/' + tenon.settings.base, {
        method: 'POST',
        headers: { authorization: { secret: 'apiKey', prefix: 'Bearer ' } },
        body: { title: values.title },
      })
      return { message: answer.status + ' ' + answer.headers['content-type'] + ' ' + answer.body }
    }),
  },
})
`

const TESTS = `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestTenant, type TestHttpRequest, type TestTenantOptions } from '@tenon/sdk/testing'

const secrets = { apiKey: 'k-123' }

async function ask(title: string, options: TestTenantOptions) {
  const tenant = await openTestTenant(options)
  const job = await tenant.system.create('rateJob', { title })
  const { message, refusals, error } = await tenant.system.run('ask', job)
  return message ?? refusals[0]?.message ?? error
}

test('what a hook sends, with its secret, reaches the test, and its answer the hook', async () => {
  const seen: TestHttpRequest[] = []
  const http = (request: TestHttpRequest) => {
    seen.push(request)
    return { status: 201, body: { rate: '1.10' } }
  }
  assert.equal(await ask('Euro', { http, secrets, settings: { base: 'USD' } }), '201 application/json {"rate":"1.10"}')
  assert.equal(seen.length, 1)
  const [{ url, method, headers, body }] = seen as [TestHttpRequest]
  assert.deepEqual([url, method, body], ['https://rates.example/v1/USD', 'POST', '{"title":"Euro"}'])
  assert.equal(headers['authorization'], 'Bearer k-123')
})

test('settings and secrets are gone with the test, and nobody answers unasked', async () => {
  assert.match(String(await ask('Euro', { secrets })), /Nobody answers POST https:\\/\\/rates\\.example\\/v1\\/EUR/)
  assert.match(String(await ask('Euro', { http: () => ({ body: 'x' }) })), /apiKey/)
})

test('a host that no capability names is refused before the test hears of it', async () => {
  let asked = 0
  const http = () => {
    asked += 1
    return {}
  }
  assert.match(String(await ask('elsewhere', { http, secrets })), /other\\.example|NET_DENIED/)
  assert.equal(asked, 0)
})

test('settings that the form does not take are refused', async () => {
  await assert.rejects(openTestTenant({ settings: { base: 'EURO' } }), { code: 'VALIDATION_FAILED' })
  const tenant = await openTestTenant()
  assert.ok(tenant.system.id)
})
`

test('a plugin’s tests play the hosts that it asks, and choose its settings and secrets', async () => {
  writeTestedPlugin(folder, 'rate', { 'plugin.json': MANIFEST, 'hooks.ts': HOOKS, 'test/rate.test.ts': TESTS })
  const { code, output } = await runTenon(['plugin', 'test', folder])
  expect(output).toContain('pass 4\n')
  expect(code).toBe(0)
}, 120_000)
