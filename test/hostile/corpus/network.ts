import { finds, programs, STOPPED } from '../hostile-program.ts'
import { asks } from './asks.ts'

const ALLOWED = ['http:allowed.example']
/** Becomes the port of a server on this machine that nobody may reach. */
const PORT = '65535'

/** A plugin that was granted a host asks for it and is refused. */
const refused = (
  list: Array<{ name: string; tries: string; url: string; request?: string; grants?: string[]; code?: string }>,
) =>
  asks(
    'network',
    list.map(({ url, request = '{}', grants = ALLOWED, code = 'NET_DENIED', ...rest }) => ({
      ...rest,
      call: `tenon.http.fetch(${JSON.stringify(url)}.replace('${PORT}', r[0].values.canary), ${request})`,
      code,
      grants,
    })),
  )

const to = (place: string) => `https://allowed.example/?to=${encodeURIComponent(place)}`

const PLACES = refused(
  [
    ['private.example', 'this machine by a name'],
    ['metadata.example', 'the cloud’s metadata by a name'],
    ['mixed.example', 'a private address beside a public one'],
    ['loopback6.example', 'this machine over IPv6'],
    ['mapped.example', 'this machine by a mapped address'],
    ['nat64.example', 'this machine by a translated address'],
    ['sixtofour.example', 'this machine by an address within an address'],
    ['local6.example', 'the local network over IPv6'],
    ['localhost', 'this machine by its own name'],
    ['127.0.0.1', 'this machine by a granted number'],
  ].map(([host = '', what = '']) => ({
    name: `granted ${host}`,
    tries: `reach ${what}`,
    url: `https://${host}/`,
    grants: [`http:${host}`],
  })),
)

const SPELLINGS = refused(
  [
    ['plain http', `http://127.0.0.1:${PORT}/`],
    ['another port', `https://allowed.example:${PORT}/`],
    ['user before the host', `https://allowed.example@127.0.0.1:${PORT}/`],
    ['password before the host', 'https://a:b@allowed.example/'],
    ['backslashes', 'https://127.0.0.1\\@allowed.example/'],
    ['tabs in a number', 'https://127.0.\t0.1/'],
    ['hexadecimal number', 'https://0x7f.1/'],
    ['one decimal number', 'https://2130706433/'],
    ['octal number', 'https://0177.0.0.1/'],
    ['short number', 'https://127.1/'],
    ['percent-encoded number', 'https://%31%32%37.0.0.1/'],
    ['full-width number', 'https://１２７.0.0.1/'],
    ['dots of another script', 'https://127。0。0。1/'],
    ['number with a trailing dot', 'https://127.0.0.1./'],
    ['IPv6 loopback', 'https://[::1]/'],
    ['IPv6 mapped', 'https://[::ffff:127.0.0.1]/'],
    ['IPv6 unspecified', 'https://[::]/'],
    ['trailing dot', 'https://allowed.example./'],
    ['granted host as a label', 'https://allowed.example.private.example/'],
    ['granted host as a suffix', 'https://notallowed.example/'],
    ['host of look-alikes', 'https://аllowed.example/'],
    ['a file', 'file:///etc/passwd'],
    ['a data url', 'data:text/plain,x'],
  ].map(([name = '', url = '']) => ({
    name: `url: ${name}`,
    tries: 'reach what was not granted by an odd spelling',
    url,
  })),
)

const REDIRECTS = refused([
  ...[
    ['by name', 'https://private.example/'],
    ['by number', `https://127.0.0.1:${PORT}/`],
    ['by IPv6', 'https://[::1]/'],
    ['to plain http', 'http://allowed.example/'],
    ['to a host that was not granted', 'https://other.example/'],
    ['to a user before a host', 'https://allowed.example@private.example/'],
    ['to a file', 'file:///etc/passwd'],
  ].map(([name = '', place = '']) => ({
    name: `redirect ${name}`,
    tries: 'be led inside by a host that was granted',
    url: to(place),
    grants: ['http:allowed.example', 'http:private.example'],
  })),
  {
    name: 'redirect without end',
    tries: 'keep the host busy',
    url: 'https://allowed.example/?to=self',
    code: 'NET_FAILED',
  },
])

const GRANTS = refused([
  {
    name: 'grant of every host',
    tries: 'match by a wildcard',
    url: 'https://private.example/',
    grants: ['http:*', 'http:'],
  },
  {
    name: 'grant with a port',
    tries: 'match by more than a host',
    url: 'https://allowed.example:8443/',
    grants: ['http:allowed.example:8443'],
  },
  {
    name: 'grant in capitals',
    tries: 'match by another spelling',
    url: 'https://allowed.example/',
    grants: ['http:ALLOWED.EXAMPLE'],
  },
  {
    name: 'no grant for http',
    tries: 'reach the network without a grant',
    url: 'https://allowed.example/',
    grants: ['kv'],
    code: 'CAPABILITY_DENIED',
  },
])

const REQUESTS = refused(
  [
    ['CONNECT', `{ method: 'CONNECT' }`],
    ['TRACE', `{ method: 'TRACE' }`],
    ['method with a request in it', `{ method: 'GET / HTTP/1.1\\r\\nHost: private.example\\r\\n\\r\\n' }`],
    ['method that is an object', `{ method: { toString: () => 'GET' } }`],
    ['header with a line break', `{ headers: { 'x-a': 'b\\r\\nhost: private.example' } }`],
    ['header name with a line break', `{ headers: { 'x-a: b\\r\\nhost': 'private.example' } }`],
    ['host', `{ headers: { Host: 'private.example' } }`],
    ['host in look-alikes', `{ headers: { 'host ': 'private.example' } }`],
    ['two lengths', `{ method: 'POST', headers: { 'Content-Length': '5' }, body: 'x' }`],
    ['chunks', `{ method: 'POST', headers: { 'transfer-encoding': 'chunked' }, body: '0\\r\\n\\r\\nGET / HTTP/1.1' }`],
    ['upgrade', `{ headers: { connection: 'upgrade', upgrade: 'websocket' } }`],
    ['proxy', `{ headers: { 'Proxy-Authorization': 'x' } }`],
    ['expect', `{ method: 'POST', headers: { expect: '100-continue' }, body: 'x' }`],
    ['cookie', `{ headers: { cookie: 'session=1' } }`],
    ['method by a header', `{ headers: { 'x-http-method-override': 'CONNECT' } }`],
    ['options of the client', `{ lookup: '127.0.0.1', agent: {}, socketPath: '/var/run/docker.sock' }`],
    ['secret that is not its own', `{ headers: { authorization: { secret: 'other' } } }`],
    ['secret by prototype', `{ headers: { authorization: Object.create({ secret: 'other' }) } }`],
  ].map(([name = '', request = '']) => ({
    name: `request: ${name}`,
    tries: 'send what a plugin may not',
    url: 'https://allowed.example/',
    request,
    code: 'VALIDATION',
  })),
)

const ANSWERS = refused(
  [
    ['gzip', 'TOO_LARGE'],
    ['br', 'TOO_LARGE'],
    ['endless', 'TOO_LARGE'],
    ['headers', 'TOO_LARGE'],
  ].map(([body = '', code = '']) => ({
    name: `answer: ${body}`,
    tries: 'fill the memory of the host with what it is answered',
    url: `https://allowed.example/?body=${body}`,
    code,
  })),
)

const PROGRAMS = programs('network', [
  {
    name: 'url that changes',
    tries: 'show one address to the check and another to the request',
    grants: ALLOWED,
    hook: `async (r, tenon) => { let reads = 0; const url = { toString: () => (reads++ ? 'https://private.example/' : 'https://allowed.example/') };
      return [{ code: await tenon.http.fetch(url).then(() => 'none', (e) => e.code) }] }`,
    must: finds({ code: 'VALIDATION' }),
  },
  {
    name: 'name that changes',
    tries: 'have a name lead elsewhere between the check and the request',
    grants: ['http:xn--mnchen-3ya.example'],
    hook: `async (r, tenon) => { const ask = () => tenon.http.fetch('https://münchen.example/').then(({ body }) => body, (e) => e.code);
      return [{ first: await ask(), second: await ask() }] }`,
    must: finds({ first: 'fine', second: 'NET_DENIED' }),
  },
  {
    name: 'oracle by messages of the network',
    tries: 'learn where a name leads inside',
    grants: ['http:private.example', 'http:metadata.example'],
    hook: `async (r, tenon) => { const of = (host) => tenon.http.fetch('https://' + host).catch((e) => (e.code + e.message).replaceAll(host, 'X'));
      return [{ same: (await of('private.example')) === (await of('metadata.example')) }] }`,
    must: finds({ same: true }),
  },
  {
    name: 'prototypes by an answer',
    tries: 'pollute prototypes by what a host answers',
    grants: ALLOWED,
    hook: `async (r, tenon) => { const { headers, body } = await tenon.http.fetch('https://allowed.example/?body=proto'); JSON.parse(body);
      return [{ polluted: ({}).polluted ?? null, own: Object.hasOwn(headers, '__proto__') }] }`,
    must: finds({ polluted: null, own: false }),
  },
  {
    name: 'host that says nothing',
    tries: 'wait for an answer for ever',
    grants: ALLOWED,
    hook: `(r, tenon) => tenon.http.fetch('https://allowed.example/?body=silent')`,
    must: { ends: STOPPED.ends },
  },
  {
    name: 'requests that nobody waits for',
    tries: 'leave requests behind',
    grants: ALLOWED,
    calls: 3,
    hook: `(r, tenon) => { for (let i = 0; i < 5; i++) tenon.http.fetch('https://allowed.example/?body=silent').catch(() => {}); return [{ a: 1 }] }`,
    must: finds({ a: 1 }),
  },
  {
    name: 'flood of requests',
    tries: 'attack another host from this one',
    grants: ALLOWED,
    hook: `(r, tenon) => Promise.all(Array.from({ length: 5000 }, () => tenon.http.fetch('https://allowed.example/')))`,
    must: { ends: ['PLUGIN_HOST_CALL_LIMIT', ...STOPPED.ends] },
  },
  {
    name: 'requests of a guard',
    tries: 'reach the network where it may not ask at all',
    kind: 'guard',
    grants: ALLOWED,
    hook: `async (r, tenon) => { await tenon.http.fetch('https://allowed.example/') }`,
    must: { ends: ['PLUGIN_HOST_CALL_LIMIT'] },
  },
])

export const NETWORK = [...PLACES, ...SPELLINGS, ...REDIRECTS, ...GRANTS, ...REQUESTS, ...ANSWERS, ...PROGRAMS]
