import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { textOf, useInternet } from './open-internet.ts'

const open = useInternet()

test('a request arrives as it was meant, and its answer comes back', async () => {
  const { ask, connections } = await open(async (request, response) => {
    const { method, url, headers } = request
    response.setHeader('X-Seen', 'yes').writeHead(201)
    response.end(JSON.stringify({ method, url, headers, body: await textOf(request) }))
  })
  const headers = { 'content-type': 'application/json', authorization: 'Bearer abc' }
  const answer = await ask('https://allowed.example/a?b=c#d', { method: 'POST', headers, body: '{"ü":1}' })
  expect(answer.status).toBe(201)
  expect(answer.headers).toMatchObject({ 'x-seen': 'yes' })
  expect(JSON.parse(answer.body)).toEqual({
    method: 'POST',
    url: '/a?b=c',
    headers: {
      host: 'allowed.example',
      'content-type': 'application/json',
      authorization: 'Bearer abc',
      accept: '*/*',
      'user-agent': 'Tenon',
      'accept-encoding': 'gzip, br',
      'content-length': '8',
      connection: 'close',
    },
    body: '{"ü":1}',
  })
  expect(connections).toEqual([{ host: 'allowed.example', addresses: ['93.184.216.34'] }])
})

test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const)(
  '%s goes out with its body framed by its length',
  async (method) => {
    const { ask } = await open(async (request, response) => {
      const { 'transfer-encoding': chunked, 'content-length': length } = request.headers
      response.end(JSON.stringify([request.method, chunked ?? null, length ?? null, await textOf(request)]))
    })
    const body = method === 'GET' ? {} : { body: 'text' }
    const length = method === 'GET' ? null : '4'
    expect(JSON.parse((await ask('https://allowed.example/', { method, ...body })).body)).toEqual([
      method,
      null,
      length,
      body.body ?? '',
    ])
  },
)

test('the headers of an answer are given without cookies and without what the transport needed', async () => {
  const { ask } = await open((_, response) => {
    response.writeHead(
      200,
      [
        ['Set-Cookie', 'session=1'],
        ['set-cookie', 'other=2'],
        ['X-Many', 'a'],
        ['X-MANY', 'b'],
        ['Keep-Alive', 'timeout=5'],
        ['Content-Encoding', 'gzip'],
        ['__proto__', 'polluted'],
      ].flat(),
    )
    response.end(gzipSync('hello'))
  })
  const { headers, body } = await ask('https://allowed.example/')
  expect(Object.keys(headers).sort()).toEqual(['date', 'x-many'])
  expect(headers['x-many']).toBe('a, b')
  expect(Reflect.get({}, 'polluted')).toBeUndefined()
  expect(body).toBe('hello')
})

test.each([
  ['identity', (text: string) => Buffer.from(text)],
  ['gzip', gzipSync],
  ['X-GZIP', gzipSync],
  ['br', brotliCompressSync],
  ['deflate', deflateSync],
] as const)('a body in %s is read', async (encoding, compress) => {
  const { ask } = await open((_, response) => {
    response.writeHead(200, { 'content-encoding': encoding }).end(compress('grüße, 世界'))
  })
  expect((await ask('https://allowed.example/')).body).toBe('grüße, 世界')
})

test.each(['zstd', 'gzip, gzip', 'compress', 'br,gzip'])(
  'a body in %s, which was not asked for, is refused',
  async (encoding) => {
    const { ask } = await open((_, response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end(zstdCompressSync('x'))
    })
    await expect(ask('https://allowed.example/')).rejects.toMatchObject({
      code: 'NET_FAILED',
      message: expect.stringMatching(/compression that was not asked for/),
    })
  },
)

test('what is not UTF-8 is replaced, and a mark at its beginning is left out', async () => {
  const { ask } = await open((_, response) => response.end(Buffer.from([0xef, 0xbb, 0xbf, 0x41, 0xff, 0xc3, 0x28])))
  expect((await ask('https://allowed.example/')).body).toBe('A\ufffd\ufffd(')
})
