import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTenant } from '../../../core/src/db/create-tenant.ts'
import { makeSecretBox } from '../../../core/src/identity/secret-box.ts'
import { makeFindWebhook } from '../../../core/src/webhooks/find-webhook.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openParcelTenon, type ParcelTenon } from '../tasks/open-parcel-tenon.ts'

const PATIENCE = { timeout: 30_000 }
const now = () => Math.floor(Date.now() / 1_000)

interface Sent {
  id?: string
  body?: string
  at?: number
}

describe.each(DATABASE_KINDS)('webhooks on %s', (kind) => {
  let opened: ParcelTenon
  const secrets: Record<string, string> = {}
  let address = 0

  beforeAll(async () => {
    opened = await openParcelTenon(kind)
    for (const name of ['delivered', 'quote', 'challenge']) secrets[name] = await rotate(name)
  }, 120_000)
  afterAll(() => opened?.close())
  // Limits are per address: each test has one of its own.
  beforeEach(() => {
    address += 1
  })

  async function rotate(name: string, more: { secret?: string; keepPreviousHours?: number } = {}): Promise<string> {
    const part = { plugin: 'parcel', name, ...more }
    return (await opened.tenon.services.pluginWebhooks.rotateSecret(opened.ctx, part)).secret
  }
  const remoteAddress = () => `10.0.0.${address}`
  const request = (path: string, { headers = {}, body = '', method = 'POST' as 'GET' | 'POST' } = {}) =>
    opened.app.inject({ method, url: `/hooks/${path}`, headers, payload: body, remoteAddress: remoteAddress() })

  function signed({ id = 'msg_1', body = '{}', at = now() }: Sent = {}, secret = secrets['delivered'] ?? '') {
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
    const signature = createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')
    return { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` }
  }
  const deliver = (sent: Sent = {}, secret?: string) =>
    request('acme/parcel/delivered', { headers: signed(sent, secret), body: sent.body ?? '{}' })
  const quote = (body: string, headers: Record<string, string> = {}) => {
    const signature = createHmac('sha256', secrets['quote'] ?? '')
      .update(body)
      .digest('hex')
    return request('acme/parcel/quote', { headers: { 'x-shop-signature': `sha256=${signature}`, ...headers }, body })
  }
  const webhookTasks = async () => (await opened.tasks()).filter(({ kind: of }) => of === 'webhook')

  test('a queued one is answered at once, and handled soon', async () => {
    const parcel = await opened.create({ code: 'P-1' })
    const answer = await deliver({ id: 'msg_queued', body: '{"code":"P-1"}' })
    expect([answer.statusCode, answer.body]).toEqual([202, ''])
    const read = () => opened.tenon.services.records.get(opened.ctx, { entity: 'parcel', id: parcel.id })
    await expect.poll(read, PATIENCE).toMatchObject({ state: 'delivered', updatedBy: 'plugin:parcel' })
    const listed = await opened.tenon.services.pluginWebhooks.list(opened.ctx, { plugin: 'parcel' })
    expect(listed.map(({ name, lastReceivedAt }) => [name, lastReceivedAt !== null])).toEqual([
      ['challenge', false],
      ['delivered', true],
      ['quote', false],
    ])
  })

  test('a message that is sent again within a day is one task, after that another one', async () => {
    const sent = { id: 'msg_again', body: '{"code":"P-2"}' }
    const before = (await webhookTasks()).length
    const answers = await Promise.all([deliver(sent), deliver(sent), deliver(sent)])
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([202, 202, 202])
    expect(await webhookTasks()).toHaveLength(before + 1)
    await expect.poll(async () => (await webhookTasks()).at(-1)?.status, PATIENCE).toBe('done')
    expect((await deliver(sent)).statusCode).toBe(202)
    expect((await webhookTasks()).at(-1)).toMatchObject({ status: 'done', attempts: 1 })
    await sql`update ${sql.id(opened.tenant.schema, '_plugin_task')} set created_at = now() - interval '25 hours'
      where kind = 'webhook'`.execute(opened.tenon.database.control)
    expect((await deliver(sent)).statusCode).toBe(202)
    await expect
      .poll(async () => (await webhookTasks()).at(-1), PATIENCE)
      .toMatchObject({ status: 'done', attempts: 1 })
    expect(await webhookTasks()).toHaveLength(before + 1)
  })

  test('a direct one gives the answer of the code, which sees no credentials', async () => {
    const answer = await quote('{"code":"P-3"}', {
      cookie: 'better-auth.session_token=stolen',
      authorization: 'Bearer stolen',
      'content-type': 'application/json',
      'x-shop': 'one',
    })
    expect(answer.statusCode).toBe(201)
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    const { seen } = answer.json<{ seen: string[] }>()
    expect(seen).toEqual(expect.arrayContaining(['content-type', 'x-shop']))
    for (const hidden of ['cookie', 'authorization', 'x-shop-signature']) expect(seen).not.toContain(hidden)
    expect(answer.headers['content-security-policy']).toBe("default-src 'none'; sandbox")
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  test('a direct one answers a challenge by GET, to a sender who proves itself there too', async () => {
    const authorization = `Bearer ${secrets['challenge']}`
    const path = 'acme/parcel/challenge?challenge=first&challenge=abc%20%E4%B8%AD'
    const answer = await request(path, { method: 'GET', headers: { authorization } })
    expect([answer.statusCode, answer.body]).toEqual([200, 'abc 中'])
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8')
    expect((await request(path, { method: 'GET' })).statusCode).toBe(401)
  })

  test('code that fails or refuses is answered 502 without a word of why', async () => {
    const refused = await quote('{}')
    expect(refused.statusCode).toBe(502)
    expect(refused.json()).toMatchObject({ message: 'The webhook could not be handled.', problems: [] })
    const thrown = await quote('no JSON')
    expect(thrown.statusCode).toBe(502)
    expect(refused.body + thrown.body).not.toMatch(/Which parcel|JSON|parcel/)
  })

  test('what is not there, what is switched off and what is not proved get one and the same answer', async () => {
    const { pluginWebhooks } = opened.tenon.services
    const wrong = await deliver({ id: 'msg_wrong' }, `whsec_${Buffer.alloc(32).toString('base64')}`)
    const part = { plugin: 'parcel', name: 'delivered' }
    await pluginWebhooks.setEnabled(opened.ctx, { ...part, enabled: false })
    const off = await deliver({ id: 'msg_off' })
    await pluginWebhooks.setEnabled(opened.ctx, { ...part, enabled: true })
    const paths = [
      'acme/parcel/other',
      'acme/other/delivered',
      'other/parcel/delivered',
      'a%00b/parcel/delivered',
      "acme/parcel/';--",
    ]
    const unknown = await Promise.all(paths.map((path) => request(path, { headers: signed(), body: '{}' })))
    const get = await request('acme/parcel/delivered', { method: 'GET', headers: signed({ body: '' }) })
    const answers = [wrong, off, ...unknown, get]
    const told = answers.map(({ statusCode, body, headers }) => ({
      statusCode,
      body: { ...JSON.parse(body), requestId: '' },
      type: headers['content-type'],
    }))
    expect(new Set(told.map((one) => JSON.stringify(one)))).toHaveProperty('size', 1)
    expect(told[0]).toMatchObject({ statusCode: 401, body: { code: 'UNAUTHENTICATED' } })
    const tasks = await opened.tasks()
    expect(tasks.filter(({ status }) => status !== 'done' && status !== 'failed')).toEqual([])
    expect((await deliver({ id: 'msg_on' })).statusCode).toBe(202)
  })

  test('the answer is in the language of the sender', async () => {
    const answer = await request('acme/parcel/other', { headers: { 'accept-language': 'zh-CN' } })
    expect(answer.json().message).toBe('没有此网络回调，或请求未能证明其发送方。')
  })

  test('an old message is not believed, so that one that was captured cannot be sent again', async () => {
    const before = (await webhookTasks()).length
    expect((await deliver({ id: 'msg_old', at: now() - 400 })).statusCode).toBe(401)
    expect(await webhookTasks()).toHaveLength(before)
  })

  test('while a secret is replaced both are good, and the old one ends when the admin says so', async () => {
    const old = secrets['delivered'] ?? ''
    const fresh = await rotate('delivered')
    expect((await deliver({ id: 'msg_r1' }, old)).statusCode).toBe(202)
    expect((await deliver({ id: 'msg_r2' }, fresh)).statusCode).toBe(202)
    secrets['delivered'] = await rotate('delivered', { keepPreviousHours: 0 })
    expect((await deliver({ id: 'msg_r3' }, fresh)).statusCode).toBe(401)
    expect((await deliver({ id: 'msg_r4' })).statusCode).toBe(202)
    const { rows } = await sql<{
      secret: string
    }>`select secret from ${sql.id(opened.tenant.schema, '_plugin_webhook')}`.execute(opened.tenon.database.control)
    expect(JSON.stringify(rows)).not.toContain(secrets['delivered'])
  })

  test('a body above 256 kB is refused before anybody looks at it', async () => {
    const answers = await Promise.all(
      ['acme/parcel/delivered', 'nobody/nothing/here'].map((path) =>
        request(path, { body: 'x'.repeat(256 * 1024 + 1) }),
      ),
    )
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([413, 413])
    expect(answers[0]?.json()).toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      message: 'The request is larger than 256 kB.',
    })
    expect((await quote(`{"code":"P","fill":"${'x'.repeat(200_000)}"}`)).statusCode).toBe(201)
    // Six times as long once it is JSON: the code gets it all the same, and says that it is none.
    const answer = await quote('\u0001'.repeat(250_000))
    expect([answer.statusCode, answer.json().code]).toEqual([502, 'PLUGIN_THREW'])
    expect((await quote('{"code":"P"}')).statusCode).toBe(201)
  })

  test('a body that is no text, or holds what PostgreSQL cannot, is kept and handled all the same', async () => {
    const body = '{"code":"\\u0000 \\ud800"}'
    expect((await deliver({ id: 'msg_nul', body })).statusCode).toBe(202)
    await expect.poll(async () => (await webhookTasks()).at(-1)?.status, PATIENCE).not.toBe('running')
    expect((await webhookTasks()).at(-1)?.error ?? '').not.toMatch(/server/)
  })

  test.each(['', ';;;', 'json', 'application/json; charset=no-such', 'multipart/form-data', 'a/b, c/d'])(
    'a body that its sender says is of the type “%s” is handled by its signature, as any other',
    async (type) => {
      const body = '{"code":"P-3"}'
      const answer = await quote(body, { 'content-type': type })
      expect([answer.statusCode, answer.json()]).toMatchObject([201, { price: 5 }])
      const forged = await request('acme/parcel/quote', { headers: { 'content-type': type }, body })
      expect(forged.statusCode).toBe(401)
    },
  )

  test('whatever is sent without a proof is refused, and leaves nothing behind', async () => {
    const segment = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 12 })
      .map((text) => encodeURIComponent(text.toWellFormed()))
    const path = fc.tuple(
      ...[['acme'], ['parcel'], ['delivered', 'quote', 'challenge']].map((known) =>
        fc.oneof(fc.constantFrom(...known), segment),
      ),
    )
    const headers = fc.dictionary(
      fc.constantFrom(
        'webhook-id',
        'webhook-timestamp',
        'webhook-signature',
        'x-shop-signature',
        'authorization',
        'content-type',
      ),
      fc.string({ maxLength: 40 }).map((text) => text.replaceAll(/[^\x21-\x7e]/g, '')),
    )
    const before = (await opened.tasks()).length
    const property = fc.asyncProperty(path, headers, fc.string({ maxLength: 50 }), async (parts, given, body) => {
      const { statusCode } = await request(parts.join('/'), { headers: given, body })
      expect([400, 401, 404]).toContain(statusCode)
    })
    await fc.assert(property, { numRuns: 150 })
    expect(await opened.tasks()).toHaveLength(before)
  })

  test('whoever sends too much is told to wait, at known and unknown addresses alike', async () => {
    for (const path of ['acme/parcel/delivered', 'nobody/nothing/here']) {
      address += 1
      const answers = []
      for (let n = 0; n < 301; n++) answers.push(await request(path))
      expect(answers.filter(({ statusCode }) => statusCode === 401)).toHaveLength(300)
      const last = answers.at(-1)
      expect(last?.statusCode).toBe(429)
      expect(last?.json()).toMatchObject({ code: 'RATE_LIMITED', message: 'Too many requests. Try again later.' })
      expect(Number(last?.headers['retry-after'])).toBeGreaterThan(0)
      expect((await request('acme/parcel/other')).statusCode).toBe(401)
    }
  })

  test('more than may wait is refused with a try later, and nothing is thrown away', async () => {
    const tasks = sql.id(opened.tenant.schema, '_plugin_task')
    await sql`insert into ${tasks} (id, plugin, kind, name, data, run_at, status, depth, created_by)
      select gen_random_uuid(), 'parcel', 'job', 'remind', 'null', now() + interval '1 year', 'waiting', 0, 'system'
      from generate_series(1, 10000)`.execute(opened.tenon.database.control)
    expect((await deliver({ id: 'msg_full' })).statusCode).toBe(429)
    await sql`delete from ${tasks} where kind = 'job'`.execute(opened.tenon.database.control)
    expect((await deliver({ id: 'msg_full' })).statusCode).toBe(202)
  })

  test('a look at what is there and at what is not asks the same questions of the database', async () => {
    const { database } = opened.tenon
    await createTenant(database, { slug: 'bystander', name: 'Bystander' })
    const asked: string[] = []
    const counting = {
      ...database,
      get control() {
        asked.push('control')
        return database.control
      },
      tenant: (schema: string) => {
        asked.push('tenant')
        return database.tenant(schema)
      },
    }
    const secretBox = makeSecretBox(Buffer.alloc(32).toString('base64'))
    const errors: unknown[] = []
    const find = makeFindWebhook({ database: counting, secretBox, onError: (error) => void errors.push(error) })
    const look = async (tenant: string, plugin: string) => {
      asked.length = 0
      const { found, proof } = await find({ tenant, plugin, name: 'delivered' })
      return { asked: [...asked], secrets: proof.secrets.length, found: found !== null }
    }
    const none = { asked: ['control', 'tenant'], secrets: 1, found: false }
    expect(await look('nobody', 'parcel')).toEqual(none)
    expect(await look('acme', 'nothing')).toEqual(none)
    expect(await look('bystander', 'parcel')).toEqual(none)
    // Sealed by another key than this box has: as if it were not there, and the operator hears of it.
    expect(await look('acme', 'parcel')).toEqual(none)
    expect(errors).toHaveLength(1)
  })
})
