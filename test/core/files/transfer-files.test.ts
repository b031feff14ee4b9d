import { request } from 'node:http'
import type { StoredFile } from '@tenon/sdk/contract/field-type'
import type { FileLinkInput } from '@tenon/sdk/contract/file-access'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { openTestFiles, PDF, PNG, type TestFiles } from './open-test-files.ts'

let tenon: TestFiles
let ann: RequestContext
let bob: RequestContext
beforeAll(async () => {
  tenon = await openTestFiles('pglite')
  ann = await tenon.addUser('Ann', ['clerk'])
  bob = await tenon.addUser('Bob')
}, 60_000)
afterAll(() => tenon?.close())
afterEach(() => {
  vi.useRealTimers()
})

interface Sent {
  field?: string
  name?: string
  as?: RequestContext
  locale?: string
}

async function post(body: BodyInit, { field = 'scans', name = 'a.pdf', as = ann, locale = 'en' }: Sent = {}) {
  const query = new URLSearchParams({ entity: 'paper', field, name })
  return fetch(`${tenon.address}/api/files?${query}`, {
    method: 'POST',
    headers: { ...tenon.person(as), 'content-type': 'text/html', 'accept-language': locale },
    body,
    ...({ duplex: 'half' } as object),
  })
}

async function keep(bytes: Buffer, given: Sent = {}): Promise<StoredFile> {
  const answer = await post(new Uint8Array(bytes), given)
  expect(answer.status).toBe(201)
  return (await answer.json()) as StoredFile
}

async function attach(values: Record<string, string[]>): Promise<string> {
  return (await tenon.createRecord(ann, { entity: 'paper', values: { name: 'p', ...values } })).id
}

async function open(ctx: RequestContext, input: FileLinkInput, headers: Record<string, string> = {}) {
  const { path } = await tenon.files.links.make(ctx, input)
  return fetch(tenon.address + path, { headers })
}

async function nothingKept(before: { rows: number; files: number }) {
  await vi.waitFor(async () => {
    expect({ rows: await tenon.count('_file'), files: (await tenon.stored()).length }).toEqual(before)
  })
}

async function kept() {
  return { rows: await tenon.count('_file'), files: (await tenon.stored()).length }
}

test('bytes go in as a stream and come out as they were, whatever their sender called them', async () => {
  const file = await keep(PNG, { field: 'photo', name: '照片.svg' })
  expect(file).toMatchObject({ name: '照片.svg', size: PNG.length, type: 'image/png', width: 1, height: 1 })
  const id = await attach({ photo: [file.id] })
  const answer = await open(ann, { entity: 'paper', id, field: 'photo', file: file.id })
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(PNG)
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'image/png',
    'content-length': String(PNG.length),
    'content-disposition': `inline; filename="__.svg"; filename*=UTF-8''%E7%85%A7%E7%89%87.svg`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
    'cache-control': 'private, max-age=300, immutable',
  })
})

test.each([
  ['page.pdf', '<!doctype html><script>alert(1)</script>', 'text/html'],
  ['drawing.png', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 'image/svg+xml'],
  ['drawing.svg', '<?xml version="1.0"?>\n<!-- x --><svg onload="alert(1)"/>', 'image/svg+xml'],
  ['list.csv', 'a,b\r\n1,2\r\n', 'text/csv'],
  ['note.exe', 'just text', 'text/plain'],
  ['blob.txt', '\u0000\u0001\u0002binary', 'application/octet-stream'],
])('%s is what its bytes are, %#, and is never shown in a page', async (name, text, type) => {
  const file = await keep(Buffer.from(text), { name })
  expect(file.type).toBe(type)
  const answer = await open(ann, { upload: file.id })
  expect(answer.headers.get('content-type')).toBe('application/octet-stream')
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment; /)
  expect(await answer.text()).toBe(text)
})

test('a field takes only files that are of its types by their bytes', async () => {
  const before = await kept()
  const page = await post('<html><body>', { field: 'photo', name: 'photo.png', locale: 'zh-CN' })
  expect(await page.json()).toMatchObject({
    code: 'VALIDATION_FAILED',
    message: expect.stringMatching(/^“photo\.png”的内容类型为 HTML；.+只接受 PNG、JPEG.*。$/),
    problems: [{ pointer: '/photo', rule: 'accept' }],
  })
  const picture = await post(new Uint8Array(PNG), { field: 'contract', name: 'contract.pdf', as: tenon.system })
  expect(await picture.json()).toMatchObject({
    code: 'VALIDATION_FAILED',
    message: expect.stringMatching(/^The contents of 'contract\.pdf' are of the type PNG; .+ takes PDF\.$/),
    problems: [{ rule: 'accept' }],
  })
  await nothingKept(before)
})

test('too many bytes are refused, promised or not, and none of them are kept', async () => {
  const before = await kept()
  const large = new Uint8Array(250_000).fill(65)
  const promised = await post(large)
  expect(promised.status).toBe(413)
  expect(await promised.json()).toMatchObject({
    code: 'PAYLOAD_TOO_LARGE',
    message: expect.stringContaining('195.3 kB'),
  })
  const streamed = await post(new Blob([large]).stream())
  expect(streamed.status).toBe(413)
  const fieldsOwn = await post(new Uint8Array(Buffer.concat([PNG, Buffer.alloc(1_000)])), {
    field: 'photo',
    name: 'p.png',
  })
  expect(await fieldsOwn.json()).toMatchObject({ code: 'PAYLOAD_TOO_LARGE' })
  expect((await post('')).status).toBe(400)
  await nothingKept(before)
})

test('an upload that its sender breaks off leaves nothing', async () => {
  const before = await kept()
  const { port } = new URL(tenon.address)
  await new Promise<void>((resolve) => {
    const path = '/api/files?entity=paper&field=scans&name=a.pdf'
    const headers = { ...tenon.person(ann), 'content-length': 150_000 }
    const sending = request({ port, method: 'POST', path, headers })
    sending.on('error', () => resolve())
    sending.write(Buffer.concat([PDF, Buffer.alloc(100_000)]), () => setTimeout(() => sending.destroy(), 100))
    sending.on('close', () => resolve())
  })
  await nothingKept(before)
})

test('who may not set the field uploads nothing, and learns nothing of it', async () => {
  const [hidden, missing] = [await post('x', { field: 'contract' }), await post('x', { field: 'nothing' })]
  const [one, other] = [await hidden.text(), await missing.text()]
  expect(hidden.status).toBe(400)
  expect(one.replaceAll('contract', '?').replace(/"requestId":"[^"]+"/, '')).toBe(
    other.replaceAll('nothing', '?').replace(/"requestId":"[^"]+"/, ''),
  )
  expect((await post('x', { field: 'name' })).status).toBe(400)
  expect((await post('x', { as: tenon.customer(ann.actor.id) })).status).toBe(403)
})

test('ranges of bytes are answered, and what lies behind the end is refused', async () => {
  const file = await keep(PDF)
  const ask = async (range: string) => {
    const answer = await open(ann, { upload: file.id }, { range })
    return [answer.status, answer.headers.get('content-range'), await answer.text()]
  }
  const text = PDF.toString('latin1')
  const size = PDF.length
  expect(await ask('bytes=0-3')).toEqual([206, `bytes 0-3/${size}`, '%PDF'])
  expect(await ask('bytes=-6')).toEqual([206, `bytes ${size - 6}-${size - 1}/${size}`, '%%EOF\n'])
  expect(await ask(`bytes=${size - 2}-999999`)).toEqual([206, `bytes ${size - 2}-${size - 1}/${size}`, 'F\n'])
  expect(await ask(`bytes=${size}-`)).toEqual([416, `bytes */${size}`, ''])
  for (const whole of ['bytes=0-1,3-4', 'lines=1-2', 'bytes=5-2']) expect(await ask(whole)).toEqual([200, null, text])
})

test('a link is for the file of a record that its maker may see, while that is so', async () => {
  const file = await keep(PDF)
  const id = await attach({ scans: [file.id] })
  const input = { entity: 'paper', id, field: 'scans', file: file.id }
  const { path } = await tenon.files.links.make(bob, input)
  const follow = async () => (await fetch(tenon.address + path)).status
  expect(await follow()).toBe(200)
  const users = tenon.database.tenant(tenon.tenant.schema).updateTable('_user').where('id', '=', bob.actor.id)
  await users.set({ active: false }).execute()
  expect(await follow()).toBe(404)
  await users.set({ active: true, roles: ['nobody'] }).execute()
  expect(await follow()).toBe(404)
  await users.set({ roles: ['staff'] }).execute()
  expect(await follow()).toBe(200)
  await tenon.updateRecord(ann, { entity: 'paper', id, version: 1, values: { scans: null } })
  expect(await follow()).toBe(404)
  await expect(tenon.files.links.make(bob, input)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a link ends after five minutes, and no other text is one', async () => {
  const file = await keep(PDF)
  const { path, expiresAt } = await tenon.files.links.make(ann, { upload: file.id })
  expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(300_000)
  const status = async (of: string) => (await fetch(tenon.address + of)).status
  const [head = '', claims = '', signature = ''] = path.split('.')
  const forged = Buffer.from(claims, 'base64url').toString().replace(file.id, '01890a5d-ac96-774b-bcce-b302099a9999')
  expect(await status(`${head}.${Buffer.from(forged).toString('base64url')}.${signature}`)).toBe(404)
  const unsigned = Buffer.from('{"alg":"none"}').toString('base64url')
  expect(await status(`/api/files/content?link=${unsigned}.${claims}.`)).toBe(404)
  expect(await status('/api/files/content?link=../../secret')).toBe(404)
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 301_000 })
  expect(await status(path)).toBe(404)
})

test('a pending upload is open to its uploader alone', async () => {
  const file = await keep(PDF)
  await expect(tenon.files.links.make(bob, { upload: file.id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(tenon.files.links.make(ann, { upload: file.id })).resolves.toMatchObject({ shown: false })
})

test('a customer gets links to files of own rows in exposed fields, and to no others', async () => {
  const [cara, dora] = await Promise.all(
    ['Cara', 'Dora'].map((name) => tenon.createRecord(tenon.system, { entity: 'contact', values: { name } })),
  )
  const [scan, photo] = [await keep(PDF), await keep(PNG, { field: 'photo', name: 'p.png' })]
  const values = { name: 'p', owner: cara?.id ?? '', scans: [scan.id], photo: [photo.id] }
  const { id } = await tenon.createRecord(ann, { entity: 'paper', values })
  const own = tenon.customer(cara?.id ?? '')
  const answer = await open(own, { entity: 'paper', id, field: 'scans', file: scan.id })
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(PDF)
  const unexposed = tenon.files.links.make(own, { entity: 'paper', id, field: 'photo', file: photo.id })
  await expect(unexposed).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const foreign = tenon.files.links.make(tenon.customer(dora?.id ?? ''), {
    entity: 'paper',
    id,
    field: 'scans',
    file: scan.id,
  })
  await expect(foreign).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a file whose bytes are gone is an error that says so, not an empty file', async () => {
  const file = await keep(PDF)
  await tenon.storage.remove({ schema: tenon.tenant.schema, id: file.id })
  const answer = await open(ann, { upload: file.id })
  expect(answer.status).toBe(503)
  expect(await answer.json()).toMatchObject({ code: 'UNAVAILABLE' })
})
