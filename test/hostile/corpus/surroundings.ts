import { finds, programs, THREW } from '../hostile-program.ts'

const TEN = Array.from({ length: 10 }, () => true)

const SHARED = programs('shared state', [
  {
    name: 'globals of another tenant',
    tries: 'read what another tenant has left behind',
    hook: '() => { const before = globalThis.secretOfTenant ?? null; globalThis.secretOfTenant = "mine"; return [{ before }] }',
    must: finds({ before: null }),
  },
  {
    name: 'prototypes of another tenant',
    tries: 'change the objects of other tenants',
    hook: '() => { const before = Object.prototype.left ?? null; Object.prototype.left = "behind"; return [{ before }] }',
    must: finds({ before: null }),
  },
  {
    name: 'registry of symbols',
    tries: 'pass messages between tenants',
    hook: '() => { const key = Symbol.for("shared"); const before = globalThis[key] ?? null; globalThis[key] = 1; return [{ before }] }',
    must: finds({ before: null }),
  },
  {
    name: 'records of an earlier call',
    tries: 'change what an earlier call was given',
    setUp: 'let kept',
    hook: '(records) => { const same = kept === records; kept = records; return [{ same, name: records[0].values.name + " read" }] }',
    calls: 2,
    must: finds({ same: false, name: 'one read' }),
  },
  {
    name: 'runtime broken for the next call',
    tries: 'leave traps for the next call of its plugin',
    hook: '() => { JSON.parse = Promise.resolve = Object.freeze = String.prototype.slice = () => { for (;;); }; return [{ a: 1 }] }',
    calls: 3,
    must: finds({ a: 1 }),
  },
  {
    name: 'clock kept from an earlier call',
    tries: 'measure real time across calls',
    setUp: 'const read = Date.now',
    hook: '(r, tenon) => [{ same: read() === Date.now() && read() === tenon.now().getTime() }]',
    calls: 2,
    must: finds({ same: true }),
  },
])

const TIME = programs('time', [
  {
    name: 'time by every way',
    tries: 'read a clock that moves',
    hook: `() => { const read = () => [Date.now(), +new Date(), Date.parse(new Date().toISOString()), +Reflect.construct(Date, []), +new (class extends Date {})(), +new (new Date(0).constructor)(), Date.parse(Date()),
        new Intl.DateTimeFormat('en', { fractionalSecondDigits: 3 }).format(), JSON.stringify(new Intl.DateTimeFormat('en', { fractionalSecondDigits: 3 }).formatToParts()), new Date().toLocaleString('en', { fractionalSecondDigits: 3 })];
      const first = read(); for (let i = 0; i < 300000; i++); const second = read(); return [{ still: first.map((value, i) => value === second[i]) }] }`,
    must: finds({ still: TEN }),
  },
  {
    name: 'timers',
    tries: 'find a timer',
    hook: `() => [{ found: ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'performance', 'Temporal', 'requestAnimationFrame', 'Atomics', 'SharedArrayBuffer'].filter((name) => name in globalThis) }]`,
    must: finds({ found: [] }),
  },
  {
    name: 'Atomics.wait',
    tries: 'sleep while holding the thread',
    hook: '() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)',
    must: THREW,
  },
  {
    name: 'shared memory clock',
    tries: 'build a clock of shared memory',
    hook: '() => new SharedArrayBuffer(8)',
    must: THREW,
  },
  {
    name: 'garbage collection as a clock',
    tries: 'run code when objects die',
    hook: `() => [{ found: ['WeakRef', 'FinalizationRegistry', 'gc'].filter((name) => name in globalThis) }]`,
    must: finds({ found: [] }),
  },
  {
    name: 'randomness of the process',
    tries: 'read the random state of the host',
    hook: `() => [{ own: Math.random.toString().includes('native'), crypto: typeof crypto, range: Math.random() >= 0 && Math.random() < 1 }]`,
    must: finds({ own: false, crypto: 'undefined', range: true }),
  },
  {
    name: 'zone and locale of the machine',
    tries: 'learn where it runs',
    hook: `() => [{ zone: Intl.DateTimeFormat().resolvedOptions().timeZone, offset: new Date().getTimezoneOffset() }]`,
    must: finds({ zone: 'UTC', offset: 0 }),
  },
])

const NETWORK = programs('network', [
  {
    name: 'fetch',
    tries: 'reach the network',
    hook: `(r) => fetch('http://127.0.0.1:' + r[0].values.canary)`,
    must: THREW,
  },
  {
    name: 'WebSocket',
    tries: 'reach the network',
    hook: `(r) => { new WebSocket('ws://127.0.0.1:' + r[0].values.canary) }`,
    must: THREW,
  },
  {
    name: 'XMLHttpRequest',
    tries: 'reach the network',
    hook: `(r) => { new XMLHttpRequest().open('GET', 'http://127.0.0.1:' + r[0].values.canary) }`,
    must: THREW,
  },
  {
    name: 'import over http',
    tries: 'reach the network by import',
    hook: `(r) => import('http://127.0.0.1:' + r[0].values.canary + '/x.js')`,
    must: THREW,
  },
  {
    name: 'importScripts',
    tries: 'reach the network by a worker',
    hook: `(r) => importScripts('http://127.0.0.1:' + r[0].values.canary)`,
    must: THREW,
  },
  {
    name: 'net by require',
    tries: 'open a socket',
    hook: `(r) => require('net').connect(r[0].values.canary)`,
    must: THREW,
  },
  {
    name: 'source map',
    tries: 'have the debugger fetch for it',
    hook: `(r) => { (0, eval)('1 //# sourceMappingURL=http://127.0.0.1:' + r[0].values.canary + '/x.map'); return [{ a: 1 }] }`,
    must: finds({ a: 1 }),
  },
  {
    name: 'a host method for the network',
    tries: 'find http without a capability',
    hook: `async (r, tenon) => [{ code: await Promise.resolve().then(() => tenon.http.fetch({ url: 'http://169.254.169.254/latest/meta-data' })).then(() => 'none', (e) => (e instanceof TypeError ? 'absent' : e.code)) }]`,
    must: { ends: ['OK'] },
  },
])

export const SURROUNDINGS = [...SHARED, ...TIME, ...NETWORK]
