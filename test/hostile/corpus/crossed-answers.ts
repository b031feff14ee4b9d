import { BAD_RETURN, finds, programs, REFUSED, STOPPED, STOPPED_OR_THREW, THREW, WHATEVER } from '../hostile-program.ts'

/* Two tricks in one answer, argument or error: each is met alone elsewhere. */

const READ = ['entity:thing:read']
const NET = ['http:allowed.example']

const RETURNS = programs('returns', [
  {
    name: 'trap whose keys are made by a host answer',
    tries: 'answer keys that grow with each look, after a slice has ended',
    grants: READ,
    hook: `async (r, tenon) => { const { records } = await tenon.records.find({ entity: 'thing' }); let n = 0; return [new Proxy(records[0], { ownKeys: () => Array.from({ length: (n += 1000) }, (_, i) => 'k' + i), getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }), get: () => n })] }`,
    must: { ends: [...REFUSED.ends, ...STOPPED.ends, 'OK'], reached: 1 },
  },
  {
    name: 'refusal whose problems each throw a refusal',
    tries: 'be refused while a refusal is written',
    hook: `() => { const make = () => ({ [Symbol.for('tenon.rejection')]: true, message: 'no', get problems() { throw make() } }); throw make() }`,
    must: { ends: [...REFUSED.ends, 'REJECTED'] },
  },
  {
    name: 'refusal whose words ask the host',
    tries: 'make calls to the host while its refusal is written',
    grants: READ,
    hook: `(r, tenon) => { throw { [Symbol.for('tenon.rejection')]: true, get message() { for (let i = 0; i < 100; i++) void tenon.records.find({ entity: 'thing' }).catch(() => {}); return 'no' } } }`,
    must: { ends: ['REJECTED', ...REFUSED.ends, 'PLUGIN_HOST_CALL_LIMIT'], reached: 52 },
  },
  {
    name: 'list of answers with a getter that shortens the records',
    tries: 'have more answers than records by taking records away while answers are read',
    hook: '(records) => [{ get a() { records.length = 0; return 1 } }]',
    must: finds({ a: 1 }),
  },
  {
    name: 'list of answers with a trap that gives a promise at the second look',
    tries: 'be no promise when it is looked at, and one when it is written',
    hook: `() => { let n = 0; return new Proxy([{ a: 1 }], { get: (t, k, me) => (k === '0' && n++ > 0 ? Promise.resolve({ a: 2 }) : Reflect.get(t, k, me)) }) }`,
    must: { ends: ['OK', ...REFUSED.ends] },
  },
  {
    name: 'date that is a trap for its time',
    tries: 'loop where a date is made into text, behind a getter that is sound',
    hook: `() => [{ get at() { const at = new Date(0); at.toISOString = () => { for (;;); }; at.toJSON = at.toISOString; at.valueOf = at.toISOString; at[Symbol.toPrimitive] = at.toISOString; return at } }]`,
    must: { ends: ['OK', ...REFUSED.ends], changes: { at: '1970-01-01T00:00:00.000Z' } },
  },
  {
    name: 'lone halves of characters in keys that look alike',
    tries: 'have two keys become one in the database',
    hook: `() => [{ ['a\\ud800']: 1, ['a\\udfff']: 2, ['a\\ufffd']: 3 }]`,
    must: { ends: ['OK', ...BAD_RETURN.ends] },
  },
])

const ERRORS = programs('errors', [
  {
    name: 'toJSON of an error that throws an error with toJSON',
    tries: 'have each error that is described make another one',
    hook: `() => { const make = (n) => { const e = new Error('e' + n); e.toJSON = () => { throw make(n + 1) }; Object.defineProperty(e, 'message', { get() { throw make(n + 1) } }); return e }; throw make(0) }`,
    must: THREW,
  },
  {
    name: 'message that asks the host, of an error that is thrown after an answer of the host',
    tries: 'have the host asked while its end is described',
    grants: READ,
    hook: `async (r, tenon) => { await tenon.records.find({ entity: 'thing' }); throw { get name() { tenon.log.info('name'); return 'N' }, get message() { void tenon.records.find({ entity: 'thing' }).catch(() => {}); return 'm' } } }`,
    must: { ...THREW, reached: 2 },
  },
  {
    name: 'error of the host, made into a refusal',
    tries: 'answer an error of the host as if the person had been refused, with its words changed',
    hook: `async (r, tenon) => { try { await tenon.records.find({ entity: 'nothing' }) } catch (error) { Object.assign(error, { [Symbol.for('tenon.rejection')]: true, message: 'x'.repeat(1e6), problems: error }); throw error } }`,
    must: { ends: ['REJECTED', ...REFUSED.ends] },
  },
  {
    name: 'error with a message that is a rope of a hundred million letters, thrown in the last slice',
    tries: 'have its words flattened outside its limits',
    grants: READ,
    hook: `async (r, tenon) => { let s = 'x'; for (let i = 0; i < 27; i++) s += s; await tenon.records.find({ entity: 'thing' }); throw new Error(s) }`,
    must: { ...STOPPED_OR_THREW, reached: 1 },
  },
  {
    name: 'stack that is prepared by a loop, of an error that the host makes',
    tries: 'have its own function run when an error of the host is made',
    hook: `async (r, tenon) => { Error.prepareStackTrace = () => { for (;;); }; let e; try { await tenon.records.find({ entity: 'nothing' }) } catch (error) { e = error } return [{ code: e.code }] }`,
    must: { ends: ['OK', ...STOPPED.ends], changes: { code: 'CAPABILITY_DENIED' } },
  },
])

const ARGUMENTS = programs('host arguments', [
  {
    name: 'entity that is granted at the first look, behind a trap that loops at the third',
    tries: 'be checked as one entity, sent as another, and hold the reader up',
    grants: READ,
    hook: `async (r, tenon) => { let n = 0; const input = new Proxy({ entity: 'thing' }, { get(t, k, me) { n += 1; if (n > 6) for (;;); return k === 'entity' ? (n > 1 ? 'secret' : 'thing') : Reflect.get(t, k, me) } }); return [{ code: await tenon.records.find(input).then(() => 'got', (e) => e.code) }] }`,
    must: { ends: ['OK', ...STOPPED_OR_THREW.ends], reached: 1 },
  },
  {
    name: 'filter as deep as may be, of a hundred branches at each depth',
    tries: 'be small as text and endless as a tree by names that stand for each other',
    grants: READ,
    hook: `async (r, tenon) => { let where = { field: 'name', op: 'eq', value: 1 }; for (let i = 0; i < 12; i++) where = { or: [where, where, where] }; return [{ code: await tenon.records.find({ entity: 'thing', where }).then(() => 'got', (e) => e.code) }] }`,
    must: { ends: ['OK', ...STOPPED_OR_THREW.ends], reached: 1 },
  },
  {
    name: 'list of sorts, each with a getter that adds one',
    tries: 'grow the list that is being read',
    grants: READ,
    hook: `async (r, tenon) => { const sort = []; const add = () => sort.push({ get field() { add(); return 'name' } }); add(); return [{ code: await tenon.records.find({ entity: 'thing', sort }).then(() => 'got', (e) => e.code) }] }`,
    must: { ends: ['OK', ...STOPPED_OR_THREW.ends], reached: 1 },
  },
])

const NETWORK = programs('network', [
  {
    name: 'endless bodies, six at a time, while it loops',
    tries: 'have core read on while nobody asks for what it reads',
    grants: NET,
    hook: `async (r, tenon) => { for (let i = 0; i < 5; i++) tenon.http.fetch('https://allowed.example/?body=endless').catch(() => {}); for (;;); }`,
    must: STOPPED,
  },
  {
    name: 'bombs of both kinds at once, and its answer before them',
    tries: 'leave core with sixty-four megabytes to unpack after its call has ended',
    grants: NET,
    hook: `(r, tenon) => { for (const body of ['gzip', 'br', 'gzip', 'br']) tenon.http.fetch('https://allowed.example/?body=' + body).catch(() => {}); return [{ a: 1 }] }`,
    must: finds({ a: 1 }),
  },
  {
    name: 'headers that are lines, made by a getter after they were looked at',
    tries: 'be checked as one header and sent as two',
    grants: NET,
    hook: `async (r, tenon) => { let n = 0; const headers = { get 'x-a'() { return n++ > 0 ? 'a\\r\\nhost: 127.0.0.1' : 'a' } }; const { status } = await tenon.http.fetch('https://allowed.example/', { headers }); return [{ status, n }] }`,
    must: finds({ status: 200, n: 1 }),
  },
  ...[
    ['a mapped number', 'https://[::ffff:127.0.0.1]/'],
    ['a mapped number in other digits', 'https://[::ffff:7f00:1]/'],
    ['a short hexadecimal number', 'https://0x7f.1/'],
    ['zero', 'https://0/'],
    ['all zeros of IPv6', 'https://[::]/'],
    ['a zone of a link', 'https://[fe80::1%25lo]/', 'VALIDATION'],
    ['a name with soft hyphens', 'https://local\u00adhost/'],
    ['a name of ligatures', 'https://ﬁle.allowed.example/'],
    ['a name with a joiner', 'https://allowed\u200d.example/', 'VALIDATION'],
    ['a line break in the host', 'https://allowed.example\r\n.evil/'],
    ['user and granted host before a number', 'https://allowed.example:443@0x7f000001/'],
  ].map(([what = '', url = '', code = 'NET_DENIED']) => ({
    name: `grant of a host, and ${what}`,
    tries: 'be led elsewhere by another way of writing it',
    grants: NET,
    hook: `async (r, tenon) => [{ code: await tenon.http.fetch(${JSON.stringify(url)}).then(() => 'got', (e) => e.code) }]`,
    must: finds({ code }),
  })),
])

const BRIDGE = programs('bridge', [
  {
    name: 'setters of lists while a host answer is parsed',
    tries: 'see or change what the host answers, before its own code gets it',
    grants: READ,
    hook: `async (r, tenon) => { const seen = []; Object.defineProperty(Array.prototype, 0, { configurable: true, set(v) { seen.push(v) } }); const page = await tenon.records.find({ entity: 'thing' }); delete Array.prototype[0]; return [{ seen: seen.length, name: page.records[0].name }] }`,
    must: { ...finds({ seen: 0, name: 'stored' }, 1) },
  },
  {
    name: 'promise and list replaced between two host answers',
    tries: 'have its own promise resolved with the host’s answer of a later call',
    grants: READ,
    hook: `async (r, tenon) => { await tenon.records.find({ entity: 'thing' }); let n = 0; const real = Promise.prototype.then; Promise.prototype.then = function (...a) { n += 1; return real.apply(this, a) }; Array.prototype.push = Array.prototype.pop = () => { n += 1 }; const page = await tenon.records.find({ entity: 'thing' }); Promise.prototype.then = real; return [{ name: page.records[0].name }] }`,
    must: { ...finds({ name: 'stored' }, 2) },
  },
  {
    name: 'host asked at the bottom of the stack, in the getter of an answer',
    tries: 'have the runtime fail where it has no room left',
    grants: READ,
    hook: `(r, tenon) => [{ get a() { const down = () => { try { down() } catch { try { void tenon.records.find({ entity: 'thing' }).catch(() => {}) } catch {} } }; down(); return 1 } }]`,
    must: { ...WHATEVER, reached: 52 },
  },
])

export const CROSSED_ANSWERS = [...RETURNS, ...ERRORS, ...ARGUMENTS, ...NETWORK, ...BRIDGE]
