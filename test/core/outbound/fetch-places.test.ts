import { expect, test } from 'vitest'
import type { HttpMethod } from '../../../core/src/outbound/send-request.ts'
import { textOf, useInternet } from './open-internet.ts'

const open = useInternet()

test('a name is looked up once, and the connection goes to what was checked', async () => {
  const names = { 'allowed.example': [['93.184.216.34'], ['127.0.0.1']] }
  const { ask, lookups, connections } = await open({ names })
  await ask('https://allowed.example/')
  expect(lookups).toEqual(['allowed.example'])
  expect(connections).toEqual([{ host: 'allowed.example', addresses: ['93.184.216.34'] }])
  // And when the name leads elsewhere by now, the next request is refused, without a connection.
  await expect(ask('https://allowed.example/')).rejects.toMatchObject({ code: 'NET_DENIED' })
  expect(connections).toHaveLength(1)
})

test.each([
  [['127.0.0.1']],
  [['10.0.0.1']],
  [['169.254.169.254']],
  [['100.64.0.1']],
  [['0.0.0.0']],
  [['::1']],
  [['fd00::1']],
  [['fe80::1']],
  [['::ffff:127.0.0.1']],
  [['64:ff9b::7f00:1']],
  [['2002:7f00:1::']],
  [['93.184.216.34', '127.0.0.1']],
  [['2606:4700::1', 'fd00::1', '93.184.216.34']],
  [['not an address']],
])(
  'a host with the addresses %j is refused without a connection, and the message tells none of them',
  async (addresses) => {
    const { ask, connections } = await open({ names: { 'private.example': [addresses] } })
    const error = await ask('https://private.example/').catch((thrown) => thrown)
    expect(error).toMatchObject({
      code: 'NET_DENIED',
      message: "'private.example' is refused: it is not a host of the public internet.",
    })
    expect(error.cause).toBeUndefined()
    expect(connections).toEqual([])
  },
)

test('an address that may not be asked is refused before anything is looked up', async () => {
  const { ask, lookups } = await open({})
  await expect(ask('https://evil.example/')).rejects.toMatchObject({ code: 'NET_DENIED' })
  await expect(ask('http://allowed.example/')).rejects.toMatchObject({ code: 'NET_DENIED' })
  await expect(ask('https://127.0.0.1/', { mayReach: () => true })).rejects.toMatchObject({ code: 'NET_DENIED' })
  expect(lookups).toEqual([])
})

test('a host without an address, and one whose name servers fail, are told apart from a refusal', async () => {
  const { ask } = await open({ names: { 'allowed.example': [[]] } })
  await expect(ask('https://allowed.example/')).rejects.toMatchObject({
    code: 'NET_FAILED',
    message: "'allowed.example' has no address (ENOTFOUND).",
  })
  await expect(ask('https://allowed.example/', { locale: 'zh-CN' })).rejects.toThrow(
    "'allowed.example' 没有地址（ENOTFOUND）。",
  )
})

test.each([
  ['a certificate for another name', { certificate: 'host' }, 'https://unnamed.example/'],
  ['a certificate that has expired', { certificate: 'expired' }, 'https://allowed.example/'],
  ['a certificate that nobody trusts', { ca: '' }, 'https://allowed.example/'],
] as const)('%s ends the request before a byte of it is sent', async (_, options, url) => {
  let asked = 0
  const { ask } = await open({
    ...options,
    answer: (_request, response) => {
      asked += 1
      response.end()
    },
  })
  const error = await ask(url, { headers: { authorization: 'secret' } }).catch((thrown) => thrown)
  expect(error.code).toBe('NET_FAILED')
  expect(error.message).toMatch(/did not prove by a valid certificate/)
  expect(error.message).not.toMatch(/127\.0\.0\.1|93\.184/)
  expect(asked).toBe(0)
})

test('an environment variable that switches off the check of certificates does not', async () => {
  const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED']
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
  try {
    const { ask } = await open({ ca: '' })
    await expect(ask('https://allowed.example/')).rejects.toMatchObject({ code: 'NET_FAILED' })
  } finally {
    if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before
  }
})

const REDIRECTED: Array<[status: number, method: HttpMethod, then: HttpMethod, body: string]> = [
  [301, 'GET', 'GET', ''],
  [301, 'POST', 'GET', ''],
  [302, 'POST', 'GET', ''],
  [302, 'PUT', 'PUT', 'text'],
  [303, 'POST', 'GET', ''],
  [303, 'DELETE', 'GET', ''],
  [307, 'POST', 'POST', 'text'],
  [308, 'PATCH', 'PATCH', 'text'],
]
test.each(REDIRECTED)('after a %i, %s goes on as %s', async (...[status, method, then, body]) => {
  const { ask } = await open(async (request, response) => {
    if (request.url === '/from') return void response.writeHead(status, { location: '/to' }).end('x'.repeat(100_000))
    const type = request.headers['content-type'] ?? null
    response.end(JSON.stringify([request.url, request.method, type, await textOf(request)]))
  })
  const headers = method === 'GET' ? {} : { 'content-type': 'text/plain' }
  const sent = method === 'GET' ? {} : { body: 'text' }
  const answer = await ask('https://allowed.example/from', { method, headers, ...sent })
  expect(JSON.parse(answer.body)).toEqual(['/to', then, body === '' ? null : 'text/plain', body])
})

test('three redirects are followed and a fourth is not', async () => {
  let asked = 0
  const { ask, lookups } = await open((request, response) => {
    asked += 1
    const left = Number(request.url?.slice(1))
    if (left > 0) response.writeHead(302, { location: `/${left - 1}` })
    response.end('there')
  })
  expect((await ask('https://allowed.example/3')).body).toBe('there')
  expect([asked, lookups.length]).toEqual([4, 4])
  await expect(ask('https://allowed.example/4')).rejects.toMatchObject({
    code: 'NET_FAILED',
    message: "'allowed.example' redirects more than 3 times.",
  })
  expect(asked).toBe(8)
})

test('a redirect that leads back to itself ends', async () => {
  const { ask } = await open((_, response) => response.writeHead(307, { location: 'https://allowed.example/' }).end())
  await expect(ask('https://allowed.example/')).rejects.toMatchObject({ code: 'NET_FAILED' })
})

test.each([
  ['https://private.example/', /not a host of the public internet/],
  ['http://allowed.example/', /redirects to 'http:\/\/allowed.example', which is refused: only https/],
  ['https://127.0.0.1/', /not a number/],
  ['https://[::1]/', /not a number/],
  ['//169.254.169.254/latest', /not a number/],
  ['https://evil.example/', /not among those/],
  ['https://allowed.example@evil.example/', /name or password/],
  ['https://allowed.example:8443/', /port 443/],
  ['file:///etc/passwd', /only https/],
  ['\\\\evil.example\\', /not among those/],
])('a redirect to %s is refused', async (location, message) => {
  const names = { 'private.example': [['192.168.1.1']] }
  const { ask, connections } = await open({
    names,
    answer: (_, response) => response.writeHead(302, { location }).end(),
  })
  await expect(ask('https://allowed.example/')).rejects.toMatchObject({
    code: 'NET_DENIED',
    message: expect.stringMatching(message),
  })
  expect(connections).toHaveLength(1)
})

test('a redirect to another host goes without what is confidential; one within the host keeps it', async () => {
  const seen: unknown[] = []
  const { ask, connections } = await open((request, response) => {
    const { host, authorization = null, 'x-api-key': key = null, 'x-plain': plain } = request.headers
    seen.push([host, authorization, key, plain])
    if (request.url === '/1') response.writeHead(307, { location: '/2' })
    if (request.url === '/2') response.writeHead(307, { location: 'https://other.example/3' })
    if (request.url === '/3') response.writeHead(307, { location: 'https://allowed.example/4' })
    response.end()
  })
  const headers = { authorization: 'a', 'x-api-key': 'k', 'x-plain': 'p' }
  await ask('https://allowed.example/1', { headers, confidential: ['x-api-key'] })
  expect(seen).toEqual([
    ['allowed.example', 'a', 'k', 'p'],
    ['allowed.example', 'a', 'k', 'p'],
    ['other.example', null, null, 'p'],
    ['allowed.example', null, null, 'p'],
  ])
  expect(connections.map(({ host }) => host)).toEqual([
    'allowed.example',
    'allowed.example',
    'other.example',
    'allowed.example',
  ])
})

test('where something confidential went along, the place of a refused redirect is not told', async () => {
  const { ask } = await open((_, response) => response.writeHead(302, { location: 'https://s3cret.example/' }).end())
  const asking = ask('https://allowed.example/', { headers: { 'x-key': 'S3cret' }, confidential: ['x-key'] })
  await expect(asking).rejects.toThrow("'allowed.example' redirects to another place, which is refused")
})

test('a 304, and a redirect without a place, are answers', async () => {
  const { ask } = await open((request, response) => response.writeHead(request.url === '/a' ? 304 : 302).end())
  expect((await ask('https://allowed.example/a')).status).toBe(304)
  expect((await ask('https://allowed.example/b')).status).toBe(302)
})
