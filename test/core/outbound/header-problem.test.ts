import { expect, test } from 'vitest'
import { headerProblem } from '../../../core/src/outbound/header-problem.ts'

const problem = (headers: Record<string, string>) => headerProblem(Object.entries(headers))?.en ?? null

test('headers that a request may carry are accepted, whatever their case', () => {
  expect(
    problem({
      Authorization: 'Bearer x',
      'content-type': 'application/json',
      'X-Api-Key': 'k',
      'idempotency-key': '1',
      'if-none-match': '"a"',
      'x-http-method-override': 'patch',
      'accept-language': 'de\t,en',
    }),
  ).toBeNull()
})

test.each([
  'Host',
  'HOST',
  'Connection',
  'keep-alive',
  'Keep-Alive',
  'Proxy-Authorization',
  'proxy-connection',
  'Proxy-Anything',
  'cookie',
  'Cookie2',
  'Set-Cookie',
  'Content-Length',
  'Transfer-Encoding',
  'Expect',
  'TE',
  'Trailer',
  'Upgrade',
  'HTTP2-Settings',
  'Accept-Encoding',
  'X-Forwarded-For',
  'Forwarded',
  'Via',
  'Sec-Fetch-Site',
  ':authority',
])('%s cannot be set', (name) => expect(problem({ [name]: 'x' })).toMatch(/cannot be set/))

test.each(['', 'a b', 'host ', ' host', 'host:', 'a\r\nb', 'a\0b', 'naïve', 'x'.repeat(101)])(
  '%j is no name of a header',
  (name) => expect(problem({ [name]: 'x' })).toMatch(/is no name of a header/),
)

test.each(['a\r\nhost: evil', 'a\nb', 'a\rb', 'a\0b', 'a\u007fb', '中文', '\ud800'])(
  'the value %j cannot be sent, and is not repeated in the message',
  (value) => {
    const found = problem({ 'x-a': value })
    expect(found).toMatch(/'x-a' has characters/)
    expect(found).not.toContain(value)
  },
)

test('a name that is there twice, in whatever case, is refused', () => {
  expect(problem({ Authorization: 'a', authorization: 'b' })).toMatch(/'authorization' is there twice/)
})

test.each(['CONNECT', 'trace', 'TRACK', 'GET, TRACE', 'HEAD'])('a header cannot stand for the method %s', (method) =>
  expect(problem({ 'X-HTTP-Method-Override': method })).toMatch(/names a method/),
)

test('all headers together have at most 8 kB', () => {
  expect(problem({ a: 'x'.repeat(8_191) })).toBeNull()
  expect(problem({ a: 'x'.repeat(8_192) })).toMatch(/8193 bytes; at most 8192/)
})
