import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { expect, test } from 'vitest'
import { useInternet } from '../outbound/open-internet.ts'
import { echo, KEPT, useHttpHooks } from './http-kit.ts'

const open = useInternet()
const run = useHttpHooks()

test('a secret goes into its header, and the code sees nothing of it, not even when the host sends it back', async () => {
  const internet = await open((request, response) => {
    const { authorization = '' } = request.headers
    const secret = authorization.replace('Bearer ', '')
    response.setHeader('x-echo', `got ${authorization}`)
    response.end(
      JSON.stringify({ authorization, php: 1 }) +
        JSON.stringify(secret).replaceAll('/', '\\/') +
        encodeURIComponent(secret) +
        secret,
    )
  })
  const seen: string[] = []
  const { found, sent } = await run(internet, {
    hook: `const { body, headers } = await tenon.http.fetch('https://allowed.example/', { headers: { Authorization: { secret: 'apiKey', prefix: 'Bearer ' } } }); return { body, echo: headers['x-echo'] }`,
    readSecret: async (tenant, plugin, name) => {
      seen.push(`${tenant.slug} ${plugin} ${name}`)
      return ` ${KEPT['apiKey']}\n`
    },
  })
  expect(seen).toEqual(['acme caller apiKey'])
  expect(sent).toMatchObject([{ headers: { authorization: 'Bearer pa/ss "word"' }, confidential: ['authorization'] }])
  expect(found).toEqual({
    body: '{"authorization":"Bearer [redacted]","php":1}"[redacted]"[redacted][redacted]',
    echo: 'got Bearer [redacted]',
  })
})

test('a secret may go into any header that is declared for it', async () => {
  const { found, sent } = await run(await open(echo), {
    hook: `const { body } = await tenon.http.fetch('https://allowed.example/', { headers: { 'x-token': { secret: 'token' }, authorization: { secret: 'token', prefix: 'Token ' } } }); return JSON.parse(body)`,
  })
  expect(sent).toMatchObject([{ headers: { 'x-token': 't0ken', authorization: 'Token t0ken' } }])
  expect(found['headers']).toMatchObject({ 'x-token': '[redacted]', authorization: 'Token [redacted]' })
})

test.each([
  [
    'https://allowed.example/',
    { authorization: { secret: 'apikey' } },
    "VALIDATION plugin.json declares no secret 'apikey' (did you mean 'apiKey'?).",
  ],
  [
    'https://other.example/',
    { authorization: { secret: 'apiKey' } },
    "NET_DENIED Secret 'apiKey' is not for host 'other.example'; plugin.json allows allowed.example.",
  ],
  [
    'https://allowed.example/',
    { 'x-key': { secret: 'apiKey' } },
    "NET_DENIED Secret 'apiKey' is not for header 'x-key'; plugin.json allows authorization.",
  ],
  ...[
    ['Bearer {{apiKey}}', '{{apiKey}}'],
    ['Bearer {{ secrets.apiKey }}', '{{ secrets.apiKey }}'],
    ['Bearer $'.concat('{apikey}'), '$'.concat('{apikey}')],
    ['{secret: apiKey}', '{secret: apiKey}'],
    ['{"secret":"apiKey"}', '{"secret":"apiKey"}'],
    ['<apiKey>', '<apiKey>'],
    ['Bearer %apiKey%', '%apiKey%'],
    ['Token $apiKey', '$apiKey'],
    ['Bearer [object Object]', '[object Object]'],
    ['Bearer apiKey', 'apiKey'],
  ].map(
    ([authorization = '', shown]) =>
      [
        'https://allowed.example/',
        { authorization },
        `VALIDATION The header 'authorization' would go out with '${shown}' as it is: a secret is not named in a text, give { secret: 'apiKey', prefix: 'Bearer ' }; plugin.json declares 'apiKey', 'token'.`,
      ] as const,
  ),
  [
    'https://allowed.example/',
    { authorization: { secret: 'apiKey', prefix: 'a\r\nb: ' } },
    "VALIDATION The header 'authorization' has characters that a header cannot hold.",
  ],
] as const)('to %s with %j no secret is read', async (url, headers, message) => {
  const read: string[] = []
  const { found, sent } = await run(await open({}), {
    hook: `return { found: await textOf(tenon.http.fetch('${url}', { headers: ${JSON.stringify(headers)} })) }`,
    readSecret: async (_tenant, _plugin, name) => {
      read.push(name)
      return 'value'
    },
  })
  expect(found).toEqual({ found: message })
  expect([read, sent]).toEqual([[], []])
})

test.each([
  [null, /^VALIDATION Secret 'apiKey' is not set: an admin enters it in the plugin's settings\.$/],
  [' \n', /^VALIDATION Secret 'apiKey' is not set/],
  ['grüße', /^VALIDATION Secret 'apiKey' has characters that no header can hold/],
  ['a\r\nhost: evil', /^VALIDATION Secret 'apiKey' has characters/],
  ['x'.repeat(9_000), /^VALIDATION The headers have 90\d\d bytes/],
])('a secret that is %j sends nothing, and the message does not hold it', async (secret, message) => {
  const { found, sent } = await run(await open({}), {
    hook: `return { found: await textOf(tenon.http.fetch('https://allowed.example/', { headers: { authorization: { secret: 'apiKey' } } })) }`,
    readSecret: async () => secret,
  })
  expect(found['found']).toMatch(message)
  expect(sent).toEqual([])
})

test.each([
  [
    'en',
    /^VALIDATION Secret 'apiKey' cannot be read any more, .*: an admin enters it again in the plugin's settings\.$/,
  ],
  ['zh-CN', /^VALIDATION 密钥 'apiKey' 已无法读取，.*重新填写。$/],
] as const)(
  'a secret that the server cannot read any more sends nothing, and says so in %s',
  async (locale, message) => {
    const { found, sent } = await run(await open({}), {
      hook: `return { found: await textOf(tenon.http.fetch('https://allowed.example/', { headers: { authorization: { secret: 'apiKey' } } })) }`,
      readSecret: async () => {
        throw new TenonError({ code: 'CONFIG_INVALID', message: 'sealed with another key' })
      },
      ctx: { locale },
    })
    expect(found['found']).toMatch(message)
    expect(sent).toEqual([])
  },
)

test('no error holds the secret that went along', async () => {
  const internet = await open((request, response) => {
    const secret = request.headers.authorization ?? ''
    response.writeHead(302, { location: `https://${encodeURIComponent(secret)}.example/${secret}` }).end()
  })
  const { found } = await run(internet, {
    hook: `return { found: await textOf(tenon.http.fetch('https://allowed.example/', { headers: { authorization: { secret: 'token' } } })) }`,
  })
  expect(found['found']).toMatch(/^NET_DENIED 'allowed.example' redirects to another place/)
  expect(JSON.stringify(found)).not.toMatch(/t0ken/i)
})

test('another host that the first one redirects to gets no secret', async () => {
  const internet = await open((request, response) => {
    if (request.headers.host === 'allowed.example') response.writeHead(307, { location: 'https://other.example/' })
    response.end(JSON.stringify(request.headers))
  })
  const { found } = await run(internet, {
    hook: `const { body } = await tenon.http.fetch('https://allowed.example/', { headers: { 'x-token': { secret: 'token' }, 'x-plain': 'p' } }); return JSON.parse(body)`,
  })
  expect(found).toMatchObject({ host: 'other.example', 'x-plain': 'p' })
  expect(found).not.toHaveProperty('x-token')
})

test('a text that only looks like a template goes out as it is', async () => {
  const headers = {
    'x-filter': '{"token":1,"fields":["a"]}',
    'x-words': 'apiKey comes later',
    'x-price': '5 % of $10 <b@example.com>',
    'x-name': 'token-ring',
  }
  const { sent } = await run(await open(echo), {
    hook: `const { body } = await tenon.http.fetch('https://allowed.example/', { headers: ${JSON.stringify(headers)} }); return JSON.parse(body)`,
  })
  expect(sent).toMatchObject([{ headers }])
})
