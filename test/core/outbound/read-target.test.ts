import { expect, test } from 'vitest'
import { readTarget } from '../../../core/src/outbound/read-target.ts'

const read = (url: string, locale: 'en' | 'zh-CN' = 'en') =>
  readTarget(url, {
    mayReach: (host) => ['allowed.example', 'xn--mnchen-3ya.example', '127.0.0.1', '[::1]', 'localhost'].includes(host),
    locale,
  })

test.each([
  ['https://allowed.example', '/'],
  ['https://allowed.example/a/../b?c=d#e', '/b?c=d'],
  ['https://allowed.example:443/x', '/x'],
  ['https:/allowed.example/x', '/x'],
  ['https:allowed.example/x', '/x'],
  ['HTTPS://ALLOWED.Example/X', '/X'],
  ['  https://allowed.example/x\n', '/x'],
  ['ht\ttps://allo\nwed.example/x', '/x'],
  ['https:\\\\allowed.example\\x', '/x'],
  ['https://allowed。example/x', '/x'],
  ['https://ａｌｌｏｗｅｄ.example/x', '/x'],
  ['https://%61llowed.example/x', '/x'],
  ['https://allowed.example/@evil.example', '/@evil.example'],
])('%j is allowed.example, as a browser reads it', (url, path) => {
  const target = read(url)
  expect([target.hostname, target.pathname + target.search, target.port]).toEqual(['allowed.example', path, ''])
})

test('an international name is compared in punycode', () => {
  expect(read('https://münchen.example/').hostname).toBe('xn--mnchen-3ya.example')
  expect(read('https://MÜNCHEN.example/').hostname).toBe('xn--mnchen-3ya.example')
  expect(read('https://xn--mnchen-3ya.example/').hostname).toBe('xn--mnchen-3ya.example')
  // With a small Cyrillic a.
  expect(() => read('https://аllowed.example')).toThrow(/not among those/)
})

test.each([
  ['http://allowed.example/', /only https/],
  ['ftp://allowed.example/', /only https/],
  ['file:///etc/passwd', /only https/],
  ['data:text/plain,x', /only https/],
  ['javascript:alert(1)', /only https/],
  ['blob:https://allowed.example/x', /only https/],
  ['wss://allowed.example/', /only https/],
  ['https://allowed.example@evil.example/', /name or password/],
  ['https://user@allowed.example/', /name or password/],
  ['https://:x@allowed.example/', /name or password/],
  ['https://allowed.example:8443/', /port 443/],
  ['https://allowed.example:80/', /port 443/],
  ['https://127.0.0.1/', /not a number/],
  ['https://0x7f.1/', /not a number/],
  ['https://2130706433/', /not a number/],
  ['https://0177.0.0.1/', /not a number/],
  ['https://127.1/', /not a number/],
  ['https://127.0.0.1./', /not a number/],
  ['https://%31%32%37.0.0.1/', /not a number/],
  ['https://１２７.0.0.1/', /not a number/],
  ['https://[::1]/', /not a number/],
  ['https://[::ffff:127.0.0.1]/', /not a number/],
  ['https://allowed.example./', /not among those/],
  ['https://evil.example\\@allowed.example/', /not among those/],
  ['https://evil.example#@allowed.example/', /not among those/],
  ['https://evil.example?@allowed.example/', /not among those/],
  ['https://evil.example/allowed.example', /not among those/],
  ['https://sub.allowed.example/', /not among those/],
  ['https://allowed.example.evil.example/', /not among those/],
  ['https://notallowed.example/', /not among those/],
] as const)('%j is refused', (url, message) => {
  expect(() => read(url)).toThrow(
    expect.objectContaining({ code: 'NET_DENIED', message: expect.stringMatching(message) }),
  )
})

test.each([
  '',
  'allowed.example',
  '/path',
  '//allowed.example',
  'https://',
  'https://all owed.example/',
  'https://a%00b/',
])('%j is no address', (url) => expect(() => read(url)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' })))

test('a refusal names the host and the reason in the language of whoever asks', () => {
  expect(() => read('https://evil.example/secret-path')).toThrow(
    "'https://evil.example' is refused: the host is not among those that may be reached.",
  )
  expect(() => read('https://evil.example/', 'zh-CN')).toThrow('该主机不在允许访问之列')
})
