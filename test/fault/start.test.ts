import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { killStartedProcesses, startProcess } from '../support/start-process.ts'

const SECRET = 'kV9x2mQ7pLr4ZtW8yB1cF6hJ3nD5sG0aUeIoRwXz'
const STARTING = 120_000
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenon-start-'))
})
afterEach(killStartedProcesses)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What is printed when the program cannot start: one line, no stack. */
async function refusal(env: Record<string, string>): Promise<string> {
  const run = startProcess(['serve'], { TENON_FOLDER: join(folder, 'refused'), TENON_PORT: '0', ...env })
  expect(await run.ended()).toBe(1)
  const lines = run.output().trim().split('\n')
  expect(lines).toHaveLength(1)
  return lines[0] ?? ''
}

describe('a start that cannot succeed ends with one sentence and exit code 1', () => {
  test(
    'when the port is taken',
    async () => {
      const { server, port } = await listenAnywhere()
      expect(await refusal({ TENON_PORT: String(port) })).toMatch(
        new RegExp(`Port ${port} on 127.0.0.1 is taken by another program.*TENON_PORT`),
      )
      server.close()
    },
    STARTING,
  )

  test('when the database cannot be reached, without repeating its password', async () => {
    const { server, port } = await listenAnywhere()
    server.close()
    const line = await refusal({ DATABASE_URL: `postgres://crm:hunter2@127.0.0.1:${port}/crm` })
    expect(line).toContain(`The database at 127.0.0.1:${port}/crm cannot be reached`)
    expect(line).not.toContain('hunter2')
  })

  test('when the database is older than PostgreSQL 15', async () => {
    const { server, port } = await listenAnywhere((answer) => answer(OLD_SERVER))
    expect(await refusal({ DATABASE_URL: `postgres://crm@127.0.0.1:${port}/crm` })).toContain(
      'is PostgreSQL 14; Tenon needs version 15 or newer',
    )
    server.close()
  })

  test('when the data folder cannot be written', async () => {
    writeFileSync(join(folder, 'file'), '')
    const line = await refusal({ TENON_FOLDER: join(folder, 'file', 'data') })
    expect(line).toMatch(/The data folder '.*data' cannot be written \(ENOTDIR\).*TENON_FOLDER/)
    expect(await refusal({ TENON_FOLDER: join(folder, 'file', 'data'), TENON_SECRET: SECRET })).toContain('ENOTDIR')
  })

  test('when the secret from outside is weak', async () => {
    expect(await refusal({ TENON_SECRET: 'hunter2' })).toContain('TENON_SECRET is too weak')
  })
})

test(
  'serve makes no known password: the first admin comes by a link that works once',
  async () => {
    const port = await freePort()
    const env = { TENON_FOLDER: join(folder, 'serve'), TENON_PORT: String(port), TENON_LOG_LEVEL: 'silent' }
    const run = startProcess(['serve'], env)
    await run.printed(/setup#\S{20,}/)
    const token = /setup#(\S+)/.exec(run.output())?.[1] ?? ''
    const url = `http://localhost:${port}`
    const admin = { name: '林雅', email: 'lin@example.com', password: 'a-long-one-of-mine' }
    const post = (path: string, body: object) =>
      fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: url },
        body: JSON.stringify(body),
      })
    expect(
      (await post('/api/auth/sign-in/email', { email: 'admin@demo.example', password: 'admin-demo' })).status,
    ).toBe(401)
    expect((await post('/api/setup', { token: 'wrong', ...admin })).status).toBe(403)
    expect((await post('/api/setup', { token, ...admin, password: 'short' })).status).toBe(400)
    expect((await post('/api/setup', { token, ...admin })).ok).toBe(true)
    expect((await post('/api/setup', { token, ...admin, email: 'second@example.com' })).status).toBe(403)
    expect((await post('/api/auth/sign-in/email', admin)).status).toBe(200)
    expect(await run.kill('SIGTERM')).toBe(0)
    const again = startProcess(['serve'], env)
    await again.printed('Tenon serves')
    expect(again.output()).not.toContain('setup#')
    await again.kill('SIGTERM')
  },
  STARTING,
)

describe('on the embedded folder', () => {
  test(
    'a second process is refused, and what was written survives kill -9',
    async () => {
      const port = await freePort()
      const data = join(folder, 'embedded')
      const env = { TENON_FOLDER: data, TENON_PORT: String(port), TENON_LOG_LEVEL: 'silent' }
      const first = startProcess(['serve'], env)
      await first.printed(/setup#\S{20,}/)
      const second = startProcess(['serve'], { ...env, TENON_PORT: '0' })
      expect(await second.ended()).toBe(1)
      expect(second.output()).toContain(`in use by process ${first.child.pid}`)
      const url = `http://localhost:${port}`
      const token = /setup#(\S+)/.exec(first.output())?.[1] ?? ''
      const headers = { 'content-type': 'application/json', origin: url }
      const admin = { name: 'Ada', email: 'ada@example.com', password: 'a-long-one-of-mine' }
      const post = (path: string, body: object, cookie = '') =>
        fetch(url + path, { method: 'POST', headers: { ...headers, cookie }, body: JSON.stringify(body) })
      await post('/api/setup', { token, ...admin })
      const cookie = (await post('/api/auth/sign-in/email', admin)).headers.getSetCookie().join('; ')
      const created = await (await post('/api/v1/account', { name: '上海示例贸易有限公司' }, cookie)).json()
      await first.kill('SIGKILL')
      const third = startProcess(['serve'], env)
      await third.printed('Tenon serves')
      const read = await fetch(`${url}/api/v1/account/${(created as { id: string }).id}`, { headers: { cookie } })
      expect(await read.json()).toMatchObject({ name: '上海示例贸易有限公司', version: 1 })
      expect(await third.kill('SIGTERM')).toBe(0)
    },
    STARTING,
  )
})

/** What an old server answers to a start-up and to any query: authenticated, and the version 14.9. */
const OLD_SERVER = Buffer.concat([
  message('R', Buffer.from([0, 0, 0, 0])),
  message('Z', Buffer.from('I')),
  message('1'),
  message('2'),
  message(
    'T',
    Buffer.concat([
      Buffer.from([0, 1]),
      Buffer.from('version\0'),
      Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 23, 0, 4, 255, 255, 255, 255, 0, 0]),
    ]),
  ),
  message('D', Buffer.concat([Buffer.from([0, 1, 0, 0, 0, 6]), Buffer.from('140009')])),
  message('C', Buffer.from('SELECT 1\0')),
  message('Z', Buffer.from('I')),
])

/** A message of PostgreSQL's protocol: type, length, content. */
function message(type: string, content = Buffer.alloc(0)): Buffer {
  const length = Buffer.alloc(4)
  length.writeInt32BE(content.length + 4)
  return Buffer.concat([Buffer.from(type), length, content])
}

type Conversation = (answer: (bytes: Buffer) => void) => void

function listenAnywhere(talk: Conversation = () => undefined): Promise<{ server: Server; port: number }> {
  return new Promise((resolve) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      let greeted = false
      socket.on('data', () => {
        // The first message is the start-up; the query that follows gets the rest of the conversation.
        talk((bytes) => socket.write(greeted ? bytes.subarray(15) : bytes.subarray(0, 15)))
        greeted = true
      })
    })
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (typeof address === 'object' && address !== null) resolve({ server, port: address.port })
    })
  })
}

async function freePort(): Promise<number> {
  const { server, port } = await listenAnywhere()
  await new Promise((resolve) => server.close(resolve))
  return port
}
