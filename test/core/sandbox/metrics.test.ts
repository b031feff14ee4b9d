import fastify from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { registerMetrics } from '../../../core/src/http/register-metrics.ts'
import { createSandbox } from '../../../core/src/sandbox/create-sandbox.ts'
import { logSandboxEvent } from '../../../core/src/sandbox/log-sandbox-event.ts'
import { prometheusText } from '../../../core/src/sandbox/prometheus-text.ts'
import type { ObservableSandbox } from '../../../core/src/sandbox/sandbox.ts'
import type { SandboxEvent } from '../../../core/src/sandbox/sandbox-event.ts'
import { callHook, changesOf, failureOf } from './sandbox-kit.ts'

const events: SandboxEvent[] = []
let sandbox: ObservableSandbox

beforeAll(async () => {
  // Everything but its first call counts as proven.
  sandbox = createSandbox({ children: 1, probation: { calls: 0, ms: 0 }, onEvent: (event) => events.push(event) })
  const hook =
    '(r, tenon) => { for (let i = 0; i < 130; i++) tenon.log.info(i); return tenon.records.find({}).then(() => [{}]) }'
  await changesOf(sandbox, { tenant: 'acme', hook })
  await changesOf(sandbox, { tenant: 'acme', hook })
  await failureOf(callHook(sandbox, { tenant: 'other', hook: '() => { throw new Error("x") }' }))
  await failureOf(callHook(sandbox, { tenant: 'mallory', hook: '() => { for (;;); }' }))
  await changesOf(sandbox, { tenant: 'healthy', hook: '() => [{}]' })
})
afterAll(() => sandbox.close())

const figuresOf = (tenant: string) => sandbox.metrics().hooks.find((hook) => hook.tenantId === tenant)

test('per tenant, plugin, version and hook it is known how often, how long, how cold and with what end it ran', () => {
  expect(figuresOf('acme')).toMatchObject({
    pluginId: 'probe',
    version: '1.0.0',
    target: 'entities.thing.beforeCreate',
    calls: 2,
    coldCalls: 1,
    outcomes: { OK: 2 },
    kills: {},
    hostCalls: 2,
    logLinesDropped: 60,
    circuit: 'closed',
  })
  const { cpuMs, wallMs, queueMs, heapMb, lengthIn, lengthOut } = figuresOf('acme') ?? {}
  expect([cpuMs?.count, wallMs?.count, queueMs?.count]).toEqual([2, 2, 2])
  expect(wallMs?.sum).toBeGreaterThan(queueMs?.sum ?? Number.POSITIVE_INFINITY)
  expect(heapMb).toBeGreaterThan(0.1)
  expect(lengthIn).toBeGreaterThan(100)
  expect(lengthOut).toBeGreaterThan(10)
  expect(figuresOf('other')).toMatchObject({ calls: 1, outcomes: { PLUGIN_THREW: 1 }, kills: {} })
})

test('a kill is counted by its cause and told in one record', () => {
  const kills = events.filter((event) => event.type === 'kill')
  expect(kills).toHaveLength(1)
  expect(kills[0]).toMatchObject({
    tenantId: 'mallory',
    pluginId: 'probe',
    version: '1.0.0',
    target: 'entities.thing.beforeCreate',
    code: 'PLUGIN_TIMEOUT',
    cause: expect.stringMatching(/^(cpu|sliceTimer|deadline)$/),
  })
  expect(kills[0]?.cpuMs).toBeGreaterThan(50)
  expect(figuresOf('mallory')?.kills).toEqual({ [kills[0]?.cause ?? '']: 1 })
})

test('the log has one record per kill: whose hook of which version, why, and its times', () => {
  const records: object[] = []
  const logger = { warn: (record: object) => void records.push(record), debug: () => undefined, info: () => undefined }
  for (const event of events) logSandboxEvent(logger as unknown as Parameters<typeof logSandboxEvent>[0], event)
  const kills = records.filter((record) => 'cause' in record)
  expect(kills).toHaveLength(1)
  expect(kills[0]).toMatchObject({
    ...{ tenantId: 'mallory', pluginId: 'probe', version: '1.0.0', target: 'entities.thing.beforeCreate' },
    cause: expect.stringMatching(/^(cpu|sliceTimer|deadline)$/),
    ...{ cpuMs: expect.any(Number), wallMs: expect.any(Number), queueMs: expect.any(Number) },
  })
})

test('a call that failed by itself is told with its own words, and is no kill', () => {
  const failures = events.filter((event) => event.type === 'failure')
  expect(failures).toMatchObject([{ tenantId: 'other', code: 'PLUGIN_THREW', detail: expect.stringContaining('x') }])
})

test('figures can be asked for of one plugin in one tenant', () => {
  const hooks = sandbox.hookMetrics({ tenantId: 'other', pluginId: 'probe' })
  expect(hooks).toEqual([figuresOf('other')])
  expect(sandbox.hookMetrics({ tenantId: 'other', pluginId: 'rob' })).toEqual([])
})

test('children are known by role, memory and isolates', () => {
  const { children, childrenStarted, openCalls } = sandbox.metrics()
  expect(children.map(({ role }) => role)).toContain('worker')
  expect(Math.max(...children.map(({ isolates }) => isolates))).toBeGreaterThan(0)
  expect(childrenStarted).toBeGreaterThanOrEqual(2)
  expect(openCalls).toBe(0)
})

test('all of it can be scraped in the text format of Prometheus', async () => {
  const text = await prometheusText(sandbox.metrics())
  const labels = 'tenant="acme",plugin="probe",version="1.0.0",hook="entities.thing.beforeCreate"'
  expect(text).toContain('# TYPE tenon_sandbox_calls_total counter')
  expect(text).toContain(`tenon_sandbox_calls_total{${labels},outcome="OK"} 2`)
  expect(text).toContain(`tenon_sandbox_wall_seconds_bucket{${labels},le="+Inf"} 2`)
  expect(text).toContain(`tenon_sandbox_wall_seconds_count{${labels}} 2`)
  expect(text).toMatch(/tenon_sandbox_kills_total\{tenant="mallory".*cause="\w+"\} 1/)
  expect(text).toMatch(/tenon_sandbox_child_rss_bytes\{pid="\d+",role="worker"\} \d+/)
})

test('the route exists only with a token, and answers only to it', async () => {
  const text = () => prometheusText(sandbox.metrics())
  const open = fastify()
  registerMetrics(open, { token: undefined, text })
  expect((await open.inject('/metrics')).statusCode).toBe(404)

  const app = fastify()
  registerMetrics(app, { token: 'scrape-me', text })
  expect((await app.inject('/metrics')).statusCode).toBe(401)
  const wrong = await app.inject({ url: '/metrics', headers: { authorization: 'Bearer scrape-you' } })
  expect(wrong.statusCode).toBe(401)
  const right = await app.inject({ url: '/metrics', headers: { authorization: 'Bearer scrape-me' } })
  expect(right.body).toContain('tenon_sandbox_calls_total')
  expect(right.headers['content-type']).toContain('version=0.0.4')
})
