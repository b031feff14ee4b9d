import { finds, NOT_LOADED, programs, STOPPED, STOPPED_OR_THREW, THREW, WHATEVER } from '../hostile-program.ts'

const READ = ['entity:thing:read']

const ASYNC = programs('asynchrony', [
  {
    name: 'twenty host calls at once',
    tries: 'have more in flight than it may',
    grants: READ,
    hook: `async (r, tenon) => [{ answers: (await Promise.all(Array.from({ length: 20 }, () => tenon.records.get({ entity: 'thing', id: 'r1' })))).length }]`,
    must: finds({ answers: 20 }, 20),
  },
  {
    name: 'work that goes on after its answer',
    tries: 'call its host when its call has ended',
    grants: READ,
    setUp: 'let reached = 0, codes = []',
    hook: `(r, tenon) => { const before = { reached, codes: [...new Set(codes)] };
      (async () => { for (let i = 0; i < 50; i++) await tenon.records.get({ entity: 'thing', id: 'r1' }).then(() => { reached += 1 }, (e) => codes.push(e.code)) })(); return [before] }`,
    calls: 2,
    must: { ends: ['OK'], reached: 4 },
  },
  {
    name: 'host call that nobody waits for',
    tries: 'leave a rejection behind',
    hook: '(r, tenon) => { tenon.records.find({}); tenon.records.find(Symbol()); return [{ a: 1 }] }',
    must: finds({ a: 1 }),
  },
  {
    name: 'hundred thousand unhandled rejections',
    tries: 'fill a list of the host',
    hook: '() => { for (let i = 0; i < 1e5; i++) Promise.reject({ i }); return [{ a: 1 }] }',
    must: { ends: ['OK', ...STOPPED_OR_THREW.ends] },
  },
  {
    name: 'rejection after a rejection',
    tries: 'settle twice',
    hook: 'async () => { setUp(); throw 1 ; function setUp() { Promise.reject(2).finally(() => { throw 3 }) } }',
    must: THREW,
  },
  {
    name: 'answers out of order',
    tries: 'mix up which answer belongs to which call',
    grants: READ,
    hook: `async (r, tenon) => { const asked = ['a', 'b', 'c'].map((id) => tenon.records.get({ entity: 'thing', id })); const got = []; for (const one of asked.reverse()) got.push((await one).id); return [{ got: got.length }] }`,
    must: finds({ got: 3 }, 3),
  },
  {
    name: 'promise resolved with itself, by a host answer',
    tries: 'wait for its own promise',
    grants: READ,
    hook: `(r, tenon) => { const p = tenon.records.get({ entity: 'thing', id: 'r1' }).then(() => p); return p }`,
    must: { ends: ['PLUGIN_THREW', 'PLUGIN_TIMEOUT'], reached: 1 },
  },
])

const BRIDGE = programs('bridge', [
  {
    name: 'descriptor words on Object.prototype',
    tries: 'spoil every descriptor that the runtime writes',
    hook: `async (r, tenon) => { for (const word of ['get', 'set', 'writable', 'enumerable']) Object.prototype[word] = () => { for (;;); };
      const end = await tenon.records.find({}).then(() => 'none', (e) => e.constructor.name); return [{ a: 1 }] }`,
    must: WHATEVER,
  },
  {
    name: 'accessors on indexes',
    tries: 'be asked whenever the runtime makes a list',
    hook: `async (r, tenon) => { for (const key of ['0', '1', '2', 'length']) Object.defineProperty(Object.prototype, key, { get() { for (;;); }, set() { for (;;); }, configurable: true });
      await tenon.records.find({}).catch(() => {}); tenon.log.info('x'); return [{ a: 'x' }] }`,
    must: { ends: ['OK', ...STOPPED_OR_THREW.ends, 'PLUGIN_BAD_RETURN'] },
  },
  {
    name: 'accessors on the indexes of lists',
    tries: 'be asked whenever the runtime fills a list',
    hook: `() => { for (let i = 0; i < 4; i++) Object.defineProperty(Array.prototype, i, { get() { for (;;); }, set() { for (;;); }, configurable: true }); return [{ a: [1, 2] }] }`,
    must: finds({ a: [1, 2] }),
  },
  {
    name: 'builtins frozen',
    tries: 'leave the runtime unable to work',
    hook: '() => { for (const one of [Object, Array, Function, String, Promise, Error, Date, Symbol, Math, JSON, Reflect]) { Object.freeze(one); if (one.prototype) Object.freeze(one.prototype) } Object.freeze(globalThis); return [{ a: 1 }] }',
    calls: 2,
    must: { ends: ['OK', 'PLUGIN_THREW'] },
  },
  {
    name: 'all globals deleted',
    tries: 'leave the runtime without a language',
    hook: '(r, tenon) => { const world = globalThis; for (const key of Object.getOwnPropertyNames(world)) delete world[key]; return [{ a: 1 }] }',
    must: finds({ a: 1 }),
  },
  {
    name: 'hasInstance of every function',
    tries: 'be taken for what it is not',
    hook: '() => { try { Object.defineProperty(Function.prototype, Symbol.hasInstance, { value: () => true }) } catch {} ; return [{ a: { b: 1 } }] }',
    must: finds({ a: { b: 1 } }),
  },
  {
    name: 'replaced prototype of a promise',
    tries: 'run whenever something is awaited',
    hook: 'async (r, tenon) => { Object.setPrototypeOf(Promise.prototype, new Proxy({}, { get() { for (;;); } })); await tenon.records.find({}).catch(() => {}); return [{ a: 1 }] }',
    must: { ends: ['OK', ...STOPPED_OR_THREW.ends] },
  },
  {
    name: 'hooks changed after load',
    tries: 'show one hook at load and run another',
    setUp: 'globalThis.swap = () => [{ a: "swapped" }]',
    hook: '() => [{ a: "first" }]',
    calls: 2,
    must: finds({ a: 'first' }),
  },
])

const ESCAPES = programs('escapes', [
  {
    name: 'constructors of every kind of function',
    tries: 'find another global object',
    hook: `async () => { const Generator = (function* () {}).constructor, Async = (async () => {}).constructor, AsyncGenerator = (async function* () {}).constructor;
      const worlds = [new Generator('yield globalThis')().next().value, await new Async('return globalThis')(), (await new AsyncGenerator('yield globalThis')().next()).value, new Function('return this')()];
      return [{ same: worlds.every((world) => world === globalThis) }] }`,
    must: finds({ same: true }),
  },
  {
    name: 'prototypes of generators',
    tries: 'climb to another global object',
    hook: `() => { let same = true; for (let p = (function* () {})(); p !== null; p = Object.getPrototypeOf(p)) { const make = p.constructor?.constructor; if (typeof make === 'function' && make.name === 'Function') same &&= make('return this')() === globalThis } return [{ same }] }`,
    must: finds({ same: true }),
  },
  {
    name: 'names on the global object',
    tries: 'find a name that no language has',
    hook: `() => { const known = 'Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise RegExp Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError SuppressedError globalThis JSON Math Intl ArrayBuffer Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array Float16Array Float32Array Float64Array Uint8ClampedArray BigUint64Array BigInt64Array DataView Map BigInt Set Iterator WeakMap WeakSet Proxy Reflect DisposableStack AsyncDisposableStack decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape eval isFinite isNaN'.split(' ');
      return [{ unknown: Reflect.ownKeys(globalThis).filter((name) => typeof name === 'symbol' || !known.includes(name)).map(String) }] }`,
    must: finds({ unknown: [] }),
  },
  {
    name: 'callers of a getter',
    tries: 'walk from a getter to whoever reads it',
    hook: `() => [{ get a() { const own = Object.getOwnPropertyDescriptor(this, 'a').get; let caller; try { caller = own.caller } catch { caller = null } return caller === null ? 'nobody' : typeof caller } }]`,
    must: finds({ a: 'nobody' }),
  },
  {
    name: 'callers at load',
    tries: 'walk up from the top of its script',
    setUp:
      'const up = []; for (let f = arguments.callee, n = 0; f && n < 9; n++) { try { f = f.caller } catch { f = null } if (f) up.push(String(f).slice(0, 20)) }',
    hook: '() => [{ runtime: up.some((text) => /readPlugin|takeScript|export|load\\(/.test(text)) }]',
    must: finds({ runtime: false }),
  },
  {
    name: 'stack of an error',
    tries: 'read paths of the machine',
    hook: `() => { const o = {}; Error.captureStackTrace(o); return [{ path: /\\/|\\\\|node:|file:/.test(o.stack + new Error('x').stack) }] }`,
    must: finds({ path: false }),
  },
  {
    name: 'call sites of a host error',
    tries: 'take files and functions from the stack',
    hook: `async (r, tenon) => { Error.prepareStackTrace = (e, sites) => sites.map((s) => [s.getFileName?.(), s.getEvalOrigin?.(), s.getScriptNameOrSourceURL?.(), typeof s.getThis?.(), typeof s.getFunction?.()].join());
      const error = await tenon.records.find({}).catch((e) => e); const text = JSON.stringify([error.stack, new Error('x').stack]); return [{ path: /[/\\\\](?!n)|node:|file:/.test(text.replaceAll('\\\\', '')) }] }`,
    must: finds({ path: false }),
  },
  {
    name: 'captureStackTrace on a trap',
    tries: 'run code while a stack is taken',
    hook: '() => { Error.captureStackTrace(new Proxy({}, { defineProperty() { for (;;); } })) ; for (;;); }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'stackTraceLimit with a getter',
    tries: 'run code whenever an error is made',
    hook: '(r, tenon) => { Object.defineProperty(Error, "stackTraceLimit", { get() { for (;;); } }); tenon.records.find({}).catch(() => {}); return [{ a: 1 }] }',
    must: { ends: ['OK', ...STOPPED.ends] },
  },
  {
    name: 'descriptors of its host',
    tries: 'redefine what it was given',
    hook: `(r, tenon) => [{ open: [tenon, tenon.records, tenon.log].flatMap((o) => Object.values(Object.getOwnPropertyDescriptors(o))).filter((d) => d.configurable || d.writable).length, grown: Reflect.set(tenon.records, 'x', 1) || Reflect.defineProperty(tenon, 'x', { value: 1 }) }]`,
    must: finds({ open: 0, grown: false }),
  },
  {
    name: 'new on a host method',
    tries: 'construct with a method',
    hook: '(r, tenon) => new tenon.records.find({})',
    must: THREW,
  },
])

const CODE = programs('code', [
  {
    name: 'import in evaluated code',
    tries: 'load a module of the host',
    hook: '() => (0, eval)("import(\'node:fs\')")',
    must: THREW,
  },
  {
    name: 'import with a type',
    tries: 'load a file as data',
    hook: '() => import("./package.json", { with: { type: "json" } })',
    must: THREW,
  },
  {
    name: 'import that nobody waits for',
    tries: 'leave a rejection behind',
    hook: '() => { import("node:fs").catch(() => {}); import("node:os"); return [{ a: 1 }] }',
    must: finds({ a: 1 }),
  },
  {
    name: 'import.meta in evaluated code',
    tries: 'read its address',
    hook: '() => { (0, eval)("import.meta") }',
    must: THREW,
  },
  {
    name: 'seventy thousand parameters',
    tries: 'overflow the compiler',
    hook: '() => { new Function(...Array.from({ length: 70000 }, (x, i) => "a" + i), "") }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'separators in source',
    tries: 'end a line where none ends',
    hook: '() => [{ a: "\u2028\u2029".length }]',
    must: finds({ a: 2 }),
  },
  { name: 'comment without an end', tries: 'swallow what follows', hook: '() => {}', setUp: '/*', must: NOT_LOADED },
  { name: 'unclosed template', tries: 'swallow what follows', hook: '() => {}', setUp: '`', must: NOT_LOADED },
  {
    name: 'host call at load',
    tries: 'call the host before any call is made',
    hook: '() => [{ a: typeof globalThis.tenon }]',
    setUp: 'globalThis.tenon?.records.find({})',
    must: finds({ a: 'undefined' }),
  },
  {
    name: 'memory at load, kept below the limit',
    tries: 'leave no room for its hooks',
    hook: '() => { const a = []; for (;;) a.push(new Array(1000).fill(1)) }',
    setUp: 'const kept = Array.from({ length: 2e4 }, (x, i) => new Array(100).fill(i))',
    must: STOPPED,
  },
])

const TIME = programs('time', [
  {
    name: 'ranges of dates',
    tries: 'read a clock by a range without an end',
    hook: `() => { const f = new Intl.DateTimeFormat('en', { fractionalSecondDigits: 3, minute: 'numeric', second: 'numeric' });
      const text = (read) => { try { return JSON.stringify(read()) } catch (e) { return e.name } };
      const read = () => [() => f.formatRange(), () => f.formatRange(undefined, undefined), () => f.formatRangeToParts(), () => f.formatRange(0, new Date()), () => f.formatRange(new Date(), new Date())].map(text);
      const first = read(); for (let i = 0; i < 300000; i++); return [{ still: JSON.stringify(first) === JSON.stringify(read()) }] }`,
    must: finds({ still: true }),
  },
  {
    name: 'local texts of now',
    tries: 'read a clock by its text',
    hook: `() => { const read = () => [new Date().toLocaleString('en', { fractionalSecondDigits: 3 }), new Date().toLocaleTimeString('zh'), new Date().toLocaleDateString(), new Intl.DateTimeFormat('en', { fractionalSecondDigits: 3 }).format(undefined), String(new Date()), new Date().toJSON(), Date.prototype.constructor(), new Date(new Date()).getTime(), Reflect.apply(Date, undefined, [])];
      const first = read().join(); for (let i = 0; i < 300000; i++); return [{ still: first === read().join() }] }`,
    must: finds({ still: true }),
  },
  {
    name: 'formatter called without new',
    tries: 'find a formatter that was not replaced',
    hook: `() => { const f = Intl.DateTimeFormat.call(Object.create(Intl.DateTimeFormat.prototype), 'en', { fractionalSecondDigits: 3 }); const g = Intl.DateTimeFormat('en', { fractionalSecondDigits: 3 });
      const read = () => [f.format?.(), g.format(), g.format.call(null), [undefined].map(g.format)[0]].join(); const first = read(); for (let i = 0; i < 300000; i++); return [{ still: first === read() }] }`,
    must: finds({ still: true }),
  },
  {
    name: 'chance in two calls',
    tries: 'tell what chance will bring',
    setUp: 'let before = null',
    hook: '() => { const now = [Math.random(), Math.random()]; const same = before !== null && before.some((n) => now.includes(n)); before = now; return [{ same, distinct: now[0] !== now[1] }] }',
    calls: 2,
    must: finds({ same: false, distinct: true }),
  },
  {
    name: 'clock by counting',
    tries: 'tell time by how far it counts between two answers',
    grants: READ,
    hook: `async (r, tenon) => { const t = Date.now(); for (let i = 0; i < 5; i++) await tenon.records.get({ entity: 'thing', id: 'r1' }); return [{ whole: Number.isInteger(Date.now() - t) }] }`,
    must: finds({ whole: true }, 5),
  },
])

export const RUNTIME = [...ASYNC, ...BRIDGE, ...ESCAPES, ...CODE, ...TIME]
