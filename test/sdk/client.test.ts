import { createTenonClient, type TenonClient } from '@tenon/sdk/client'
import type { LiveMessage } from '@tenon/sdk/contract/record-event'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { signEmbedToken } from '@tenon/sdk/embed'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openTestApi, rejectWith, type TestApi } from '../core/api/open-test-api.ts'
import { insertContact } from '../core/identity/open-test-identity.ts'

const SHOP = 'https://shop.example.com'

let api: TestApi
let baseUrl: string
let client: TenonClient
beforeAll(async () => {
  api = await openTestApi()
  baseUrl = await api.app.listen({ port: 0, host: '127.0.0.1' })
  client = createTenonClient({ baseUrl: `${baseUrl}/`, token: async () => api.key })
})
afterAll(async () => {
  await api.app.close()
  await api.database.close()
})

const id = uuidv7()
const message: LiveMessage = { type: 'record.updated', entity: 'contact', recordId: id, version: 2, actor: 'user:1' }

describe('the client', () => {
  test('calls a procedure by its name and gives back its answer', async () => {
    api.answer('records.get', () => ({ id, version: 1, name: '王芳' }))
    expect(await client.records.get({ entity: 'contact', id })).toEqual({ id, version: 1, name: '王芳' })
    expect(api.calls.at(-1)).toMatchObject({ name: 'records.get', input: { entity: 'contact', id } })
  })

  test('asks without input where there is none', async () => {
    expect((await client.model.view()).version).toBe(1)
    expect((await client.session.me({})).tenant.slug).toBe('acme')
  })

  test('throws a TenonError with code, problems, plugin and guard', async () => {
    const problems = [{ pointer: '/vin', message: 'Wrong' }]
    api.answer('records.moveStage', rejectWith({ code: 'TRANSITION_REFUSED', message: 'No.', problems, guard: 'paid' }))
    const refused = client.records.moveStage({ entity: 'deal', id, version: 1, stage: 'won' })
    await expect(refused).rejects.toBeInstanceOf(TenonError)
    await expect(refused).rejects.toMatchObject({ code: 'TRANSITION_REFUSED', message: 'No.', problems, guard: 'paid' })
  })

  test('asks in the language that it was given', async () => {
    const chinese = createTenonClient({ baseUrl, token: async () => 'tnk_wrong', locale: 'zh-CN' })
    await expect(chinese.session.me()).rejects.toMatchObject({ message: 'API 密钥未知、已撤销或已过期。' })
  })

  test('says that the server cannot be reached, and not how', async () => {
    const lost = createTenonClient({ baseUrl: 'http://127.0.0.1:9' })
    await expect(lost.session.me()).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('could not be reached'),
    })
  })

  test('treats an answer that is not Tenon’s as UNAVAILABLE', async () => {
    const proxy: typeof fetch = async () => new Response('<h1>502 Bad Gateway</h1>', { status: 502 })
    const behind = createTenonClient({ baseUrl, fetch: proxy })
    await expect(behind.session.me()).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  })

  test('stops a call when its signal is aborted, and the server learns of it', async () => {
    const serverSide = Promise.withResolvers<void>()
    api.answer('records.find', async (ctx) => {
      ctx.signal.addEventListener('abort', () => serverSide.resolve())
      await serverSide.promise
      return { records: [], nextCursor: null }
    })
    const controller = new AbortController()
    const call = client.records.find({ entity: 'contact' }, { signal: controller.signal })
    await vi.waitFor(() => expect(api.calls.at(-1)?.name).toBe('records.find'))
    controller.abort()
    await expect(call).rejects.toMatchObject({ name: 'AbortError' })
    await serverSide.promise
  })

  test('never puts input or token into a URL', async () => {
    const urls: string[] = []
    const spy: typeof fetch = (url, init) => {
      urls.push(String(url))
      return fetch(url, init)
    }
    const watched = createTenonClient({ baseUrl, token: async () => api.key, fetch: spy })
    await watched.records.get({ entity: 'contact', id })
    expect(urls).toEqual([`${baseUrl}/api/trpc/records.get`])
  })
})

describe('a token', () => {
  test('is fetched once for calls that start together, and kept', async () => {
    const token = vi.fn(async () => api.key)
    const fresh = createTenonClient({ baseUrl, token })
    await Promise.all([fresh.session.me(), fresh.model.view(), fresh.model.view()])
    await fresh.session.me()
    expect(token).toHaveBeenCalledTimes(1)
  })

  test('that the server refuses is fetched anew, once, and the call goes on', async () => {
    const tokens = ['tnk_old', api.key]
    const token = vi.fn(async () => tokens.shift() ?? 'tnk_none')
    expect((await createTenonClient({ baseUrl, token }).session.me()).tenant.slug).toBe('acme')
    expect(token).toHaveBeenCalledTimes(2)
  })

  test('that is refused again is an error, not a loop', async () => {
    const token = vi.fn(async () => 'tnk_bad')
    await expect(createTenonClient({ baseUrl, token }).session.me()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(token).toHaveBeenCalledTimes(2)
  })
})

describe('live changes', () => {
  function follow(follower: TenonClient, onReconnect?: () => void) {
    const seen: LiveMessage[] = []
    const stop = follower.live((one) => seen.push(one), onReconnect ? { onReconnect } : {})
    return { seen, stop }
  }
  const connected = (count: number) => vi.waitFor(() => expect(api.liveListeners()).toBe(count), { timeout: 5_000 })

  test('arrive in order, only of the own tenant and of entities that the actor may read, until stopped', async () => {
    const { seen, stop } = follow(client)
    await connected(1)
    api.emit('t_other', { ...message, version: 8 })
    api.emit(api.tenant.schema, { ...message, entity: 'hidden', version: 9 })
    api.emit(api.tenant.schema, message)
    api.emit(api.tenant.schema, { type: 'model.published', version: 2 })
    api.emit(api.tenant.schema, { ...message, version: 3 })
    await vi.waitFor(() => expect(seen).toHaveLength(3))
    expect(seen).toEqual([message, { type: 'model.published', version: 2 }, { ...message, version: 3 }])
    stop()
    await connected(0)
  })

  test('go on after the connection has broken, and the client says that some may be missing', async () => {
    const onReconnect = vi.fn()
    const { seen, stop } = follow(client, onReconnect)
    await connected(1)
    api.app.server.closeAllConnections()
    await vi.waitFor(() => expect(onReconnect).toHaveBeenCalledTimes(1), { timeout: 5_000 })
    await connected(1)
    api.emit(api.tenant.schema, message)
    await vi.waitFor(() => expect(seen).toEqual([message]))
    stop()
    await connected(0)
  })

  test('are not tried again and again with a refused key', async () => {
    const token = vi.fn(async () => 'tnk_bad')
    const { stop } = follow(createTenonClient({ baseUrl, token }))
    await vi.waitFor(() => expect(token).toHaveBeenCalledTimes(2))
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    expect(token).toHaveBeenCalledTimes(2)
    stop()
  })

  test('tell an end customer only of records that they may read, and end with the token', async () => {
    const site = await api.identity.sites.create(api.admin, { name: 'Shop', origins: [SHOP] })
    await insertContact(api, { id, name: 'Ana', number: 'C-1' })
    api.answer('records.get', (_, input) => {
      if ((input as { id: string }).id === id) return { id, version: 1 }
      throw new TenonError({ code: 'NOT_FOUND', message: 'No such record.' })
    })
    const subject = { entity: 'contact', id }
    const token = vi.fn(() => signEmbedToken({ site: site.id, secret: site.secret, subject, expiresInSeconds: 2 }))
    const { seen, stop } = follow(createTenonClient({ baseUrl, token }))
    await connected(1)
    api.emit(api.tenant.schema, { ...message, recordId: uuidv7() })
    api.emit(api.tenant.schema, message)
    await vi.waitFor(() => expect(seen).toHaveLength(1))
    expect(seen).toEqual([{ ...message, actor: '' }])
    await connected(0)
    stop()
  })

  test('a client that does not read is cut off instead of filling the server’s memory', async () => {
    const response = await fetch(`${baseUrl}/api/live`, { headers: { authorization: `Bearer ${api.key}` } })
    await connected(1)
    const large = { ...message, actor: 'x'.repeat(10_000) }
    for (let round = 0; round < 200 && api.liveListeners() > 0; round++) {
      for (let count = 0; count < 20; count++) api.emit(api.tenant.schema, large)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    expect(api.liveListeners()).toBe(0)
    await response.body?.cancel().catch(() => undefined)
  })
})
