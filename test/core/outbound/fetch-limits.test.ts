import { createHash } from 'node:crypto'
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib'
import { expect, test, vi } from 'vitest'
import { type InternetOptions, useInternet } from './open-internet.ts'

const MB = 1024 * 1024
const QUICK = { [constants.BROTLI_PARAM_QUALITY]: 1 }
const open = useInternet()

test('a body of exactly 1 MB is taken, and one byte more is not', async () => {
  const { ask } = await open((request, response) => response.end(Buffer.alloc(Number(request.url?.slice(1)), 'x')))
  expect((await ask(`https://allowed.example/${MB}`)).body).toHaveLength(MB)
  await expect(ask(`https://allowed.example/${MB + 1}`)).rejects.toMatchObject({
    code: 'PAYLOAD_TOO_LARGE',
    message: "'allowed.example' answers with more than 1 MB, which is the most that is taken.",
  })
})

test.each(['gzip', 'br'])('1 MB that cannot be compressed is taken in %s as well', async (encoding) => {
  const noise = Buffer.concat(
    Array.from({ length: MB / 64 }, (_, i) => createHash('sha512').update(String(i)).digest()),
  )
  const sent = encoding === 'gzip' ? gzipSync(noise) : brotliCompressSync(noise, { params: QUICK })
  expect(sent.length).toBeGreaterThan(MB)
  const { ask } = await open((_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(sent))
  expect((await ask('https://allowed.example/')).body).toBe(new TextDecoder().decode(noise))
})

test.each([
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
  ['deflate', deflateSync],
] as const)('a bomb in %s is stopped while it unfolds', async (encoding, compress) => {
  const bomb = compress(Buffer.alloc(100 * MB))
  const { ask } = await open((_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(bomb))
  const before = process.memoryUsage.rss()
  const started = performance.now()
  await expect(ask('https://allowed.example/')).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' })
  expect(performance.now() - started).toBeLessThan(4_000)
  expect(process.memoryUsage.rss() - before).toBeLessThan(64 * MB)
})

test.each([
  ['plain', {}, Buffer.alloc(64 * 1024, 'x')],
  // Empty blocks of deflate: nothing comes out, however much goes in.
  [
    'that decompresses to nothing',
    { 'content-encoding': 'deflate' },
    Buffer.alloc(65_535, Buffer.from([0, 0, 0, 0xff, 0xff])),
  ],
] as const)('an endless body, %s, is stopped', async (_, headers, chunk) => {
  const { ask } = await open((_request, response) => {
    response.writeHead(200, headers)
    if ('content-encoding' in headers) response.write(Buffer.from([0x78, 0x9c]))
    const more = () => {
      if (!response.destroyed) response.write(chunk, more)
    }
    more()
  })
  await expect(ask('https://allowed.example/')).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' })
})

test('more than 16 kB of headers are refused', async () => {
  const { ask } = await open((_, response) => response.writeHead(200, { 'x-long': 'x'.repeat(17_000) }).end())
  await expect(ask('https://allowed.example/')).rejects.toMatchObject({
    code: 'PAYLOAD_TOO_LARGE',
    message: expect.stringMatching(/16 kB of headers/),
  })
})

test.each([
  ['says nothing', (socket) => void socket.resume()],
  ['sends its headers a byte at a time', (socket) => drip(socket, 'HTTP/1.1 200 OK\r\nx-a: '.padEnd(4_000, 'x'))],
  ['sends its body a byte at a time', (socket) => drip(socket, `HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(4_000)}`, 19)],
  [
    'sends one interim answer after the other',
    (socket) => drip(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(400), 28),
  ],
] as Array<[string, NonNullable<InternetOptions['talk']>]>)('a host that %s runs out of time', async (_, talk) => {
  const { ask } = await open({ talk })
  const started = performance.now()
  await expect(ask('https://allowed.example/', { timeoutMs: 300 })).rejects.toMatchObject({
    code: 'NET_TIMEOUT',
    message: "'allowed.example' did not answer in full within 0.3 seconds.",
  })
  expect(performance.now() - started).toBeLessThan(4_000)
})

/** Writes `first` characters at once and the rest one by one, at a pace that would take minutes. */
function drip(socket: Parameters<NonNullable<InternetOptions['talk']>>[0], text: string, first = 0): void {
  socket.write(text.slice(0, first))
  let sent = first
  const timer = setInterval(() => socket.write(text[sent++] ?? 'x'), 20)
  socket.once('close', () => clearInterval(timer))
}

test('redirects share the time of one request', async () => {
  const { ask } = await open((_, response) => {
    setTimeout(() => response.writeHead(302, { location: '/' }).end(), 200)
  })
  await expect(ask('https://allowed.example/', { timeoutMs: 500 })).rejects.toMatchObject({ code: 'NET_TIMEOUT' })
})

test('a call that ends takes its request with it', async () => {
  const arrived = Promise.withResolvers<void>()
  const { ask } = await open(() => arrived.resolve())
  const call = new AbortController()
  const asking = ask('https://allowed.example/', { signal: call.signal })
  asking.catch(() => {})
  await arrived.promise
  call.abort()
  await expect(asking).rejects.toMatchObject({ code: 'NET_FAILED' })
  await expect(ask('https://allowed.example/', { signal: call.signal })).rejects.toMatchObject({ code: 'NET_FAILED' })
})

test.each([
  ['hangs up at once', (socket) => socket.destroy(), /hung up/],
  ['hangs up within its body', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc'), /hung up/],
  [
    'hangs up within a compressed body',
    (socket) => {
      socket.end(
        Buffer.concat([
          Buffer.from('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n'),
          gzipSync('hello').subarray(0, 12),
        ]),
      )
    },
    /cannot be decompressed/,
  ],
  [
    'sends what is no compressed body',
    (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\nplain text'),
    /cannot be decompressed/,
  ],
  [
    'sends what is no brotli',
    (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-encoding: br\r\n\r\nplain text'),
    /cannot be decompressed/,
  ],
  ['does not speak HTTP', (socket) => socket.end('220 mail.example ESMTP\r\n'), /does not answer as HTTP asks/],
  [
    'gives two lengths',
    (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'),
    /does not answer as HTTP asks/,
  ],
  [
    'gives a length and chunks',
    (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'),
    /does not answer as HTTP asks/,
  ],
  [
    'switches protocols',
    (socket) =>
      socket.resume().write('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'),
    /./,
  ],
] as Array<[string, NonNullable<InternetOptions['talk']>, RegExp]>)(
  'a host that %s has failed',
  async (_, talk, message) => {
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    const { ask } = await open({ talk: (socket) => void socket.once('data', () => talk(socket)) })
    await expect(ask('https://allowed.example/')).rejects.toMatchObject({
      code: 'NET_FAILED',
      message: expect.stringMatching(message),
    })
    await new Promise((resolve) => setTimeout(resolve, 20))
    process.off('unhandledRejection', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
  },
)

test('what comes after the answer is not read as another', async () => {
  const two = 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\none'
  const { ask } = await open({
    talk: (socket) => void socket.once('data', () => socket.end(two + two.replace('one', 'two'))),
  })
  expect((await ask('https://allowed.example/')).body).toBe('one')
})
