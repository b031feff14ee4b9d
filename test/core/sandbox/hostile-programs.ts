import type { Probe } from './sandbox-kit.ts'

export interface HostileProgram extends Omit<Probe, 'tenant'> {
  name: string
  /** Codes that are a good end; `NONE` where the program is simply harmless. */
  ends: string[]
}

const STOPPED = ['PLUGIN_TIMEOUT', 'PLUGIN_CPU_LIMIT', 'PLUGIN_MEMORY_LIMIT']
const REFUSED = ['PLUGIN_BAD_RETURN', 'PLUGIN_THREW']

const CPU: HostileProgram[] = [
  { name: 'loops', hook: '() => { for (;;); }', ends: ['PLUGIN_TIMEOUT'] },
  { name: 'loops in finally', hook: '() => { try { return } finally { for (;;); } }', ends: ['PLUGIN_TIMEOUT'] },
  { name: 'loops in a thenable', hook: '() => ({ then() { for (;;); } })', ends: ['PLUGIN_TIMEOUT'] },
  {
    name: 'loops after a host answer',
    hook: 'async (r, tenon) => { await tenon.records.find({}); for (;;); }',
    ends: ['PLUGIN_TIMEOUT'],
  },
  { name: 'loops in a getter of its return', hook: '() => [{ get a() { for (;;); } }]', ends: ['PLUGIN_TIMEOUT'] },
  {
    name: "loops in a getter of the error's message",
    hook: '() => { throw { get message() { for (;;); } } }',
    ends: ['PLUGIN_TIMEOUT'],
  },
  {
    name: 'loops in a getter of an unhandled rejection',
    hook: '() => { Promise.reject({ get message() { for (;;); } , get stack() { for (;;); } }); return [{}] }',
    ends: [...STOPPED, 'NONE'],
  },
  {
    name: 'loops in a Proxy trap',
    hook: '() => [new Proxy({}, { ownKeys() { for (;;); } })]',
    ends: ['PLUGIN_TIMEOUT'],
  },
  {
    name: 'hangs in a builtin without an interrupt check',
    hook: '() => { [].indexOf.call({ length: 2 ** 53 - 1 }, 1) }',
    ends: STOPPED,
  },
  {
    name: 'fills an array without end',
    hook: '() => { Array.prototype.fill.call({ length: 2 ** 53 - 1 }, 0) }',
    ends: STOPPED,
  },
  { name: 'backtracks in a regular expression', hook: '() => { /^(a+)+$/.test("a".repeat(40) + "b") }', ends: STOPPED },
  { name: 'raises a BigInt', hook: '() => { let n = 7n; for (;;) n = n * n }', ends: [...STOPPED, 'PLUGIN_THREW'] },
  { name: 'loops while loading', hook: '() => {}', setUp: 'for (;;);', ends: ['PLUGIN_LOAD_FAILED'] },
]

const MEMORY: HostileProgram[] = [
  { name: 'grows an array', hook: '() => { const a = []; for (;;) a.push(new Array(1000).fill(1)) }', ends: STOPPED },
  { name: 'grows a string', hook: '() => { let s = "x"; for (;;) s += s }', ends: [...STOPPED, 'PLUGIN_THREW'] },
  { name: 'grows a Set', hook: '() => { const s = new Set(); for (let i = 0; ; i++) s.add(i) }', ends: STOPPED },
  {
    name: 'grows buffers',
    hook: '() => { const a = []; for (;;) a.push(new ArrayBuffer(1e7)) }',
    ends: [...STOPPED, 'PLUGIN_THREW'],
  },
  {
    name: 'grows a resizable buffer',
    hook: '() => { const b = new ArrayBuffer(8, { maxByteLength: 1e9 }); b.resize(1e9) }',
    ends: ['PLUGIN_THREW'],
  },
  { name: 'overflows the stack', hook: '() => { (function f() { f() })() }', ends: ['PLUGIN_THREW'] },
  {
    name: 'overflows the stack in a getter of its return',
    hook: '() => { const o = { get a() { return o.a } }; return [o] }',
    ends: REFUSED,
  },
]

const RETURNS: HostileProgram[] = [
  { name: 'returns a cycle', hook: '() => { const o = {}; o.o = o; return [o] }', ends: ['PLUGIN_BAD_RETURN'] },
  {
    name: 'returns a shared-structure bomb',
    hook: '() => { let o = {}; for (let i = 0; i < 40; i++) o = { a: o, b: o }; return [o] }',
    ends: ['PLUGIN_BAD_RETURN'],
  },
  { name: 'returns 100 MB', hook: '() => [{ a: "x".repeat(1e7) }]', ends: ['PLUGIN_BAD_RETURN'] },
  { name: 'returns NaN', hook: '() => [{ a: { b: [0, NaN] } }]', ends: ['PLUGIN_BAD_RETURN'] },
  { name: 'returns a function', hook: '() => [{ a() {} }]', ends: ['PLUGIN_BAD_RETURN'] },
  { name: 'returns a BigInt', hook: '() => [{ a: 1n }]', ends: ['PLUGIN_BAD_RETURN'] },
  {
    name: 'returns a key that pollutes',
    hook: '() => [JSON.parse(\'{"__proto__": {"polluted": true}}\')]',
    ends: ['PLUGIN_BAD_RETURN'],
  },
  { name: 'returns too few answers', hook: '() => []', ends: ['PLUGIN_BAD_RETURN'] },
  {
    name: 'returns an array of a false length',
    hook: '() => new Proxy([], { get: (t, k) => k === "length" ? 1e9 : t[k] })',
    ends: REFUSED,
  },
  { name: 'returns text', hook: '() => "yes"', ends: ['PLUGIN_BAD_RETURN'] },
  { name: 'never settles', hook: '() => new Promise(() => {})', ends: ['PLUGIN_TIMEOUT'] },
  { name: 'throws null', hook: '() => { throw null }', ends: ['PLUGIN_THREW'] },
  {
    name: 'throws a revoked Proxy',
    hook: '() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); throw proxy }',
    ends: REFUSED,
  },
  {
    name: 'throws a forged code',
    hook: '() => { throw Object.assign(new Error("Isolate was disposed during execution due to memory limit"), { code: "PLUGIN_TIMEOUT" }) }',
    ends: ['PLUGIN_THREW'],
  },
]

const BRIDGE: HostileProgram[] = [
  {
    name: 'replaces JSON, Promise and array methods',
    hook: '(records) => { JSON.stringify = JSON.parse = () => "{}"; globalThis.Promise = null; Array.prototype[Symbol.iterator] = null; Array.prototype.push = null; return [{ a: records.length }] }',
    ends: ['NONE'],
  },
  {
    name: 'gives every object a toJSON',
    hook: '() => { Object.prototype.toJSON = () => ({ kind: "reject" }); return [{ a: [1] }] }',
    ends: ['NONE'],
  },
  {
    name: 'gives every object a then',
    hook: '() => { Object.prototype.then = function () { for (;;); }; return [{ a: 1 }] }',
    ends: ['PLUGIN_TIMEOUT'],
  },
  {
    name: 'sets accessors on Object.prototype',
    hook: '() => { Object.defineProperty(Object.prototype, "kind", { get() { return "reject" }, set() { throw 1 } }); return [{ a: 1 }] }',
    ends: ['NONE'],
  },
  {
    name: 'floods the log',
    hook: '(r, tenon) => { for (let i = 0; i < 20000; i++) tenon.log.info("x".repeat(5000)) }',
    ends: ['NONE', ...STOPPED],
  },
  {
    name: 'floods the host',
    hook: '(r, tenon) => Promise.all(Array.from({ length: 500 }, () => tenon.records.find({})))',
    ends: ['PLUGIN_HOST_CALL_LIMIT'],
  },
  {
    name: 'sends a huge argument',
    hook: '(r, tenon) => tenon.records.find({ search: "x".repeat(1e6) })',
    ends: ['PLUGIN_THREW'],
  },
  {
    name: 'sends a cycle',
    hook: '(r, tenon) => { const o = {}; o.o = o; return tenon.records.find(o) }',
    ends: ['PLUGIN_THREW'],
  },
  { name: 'imports', hook: '() => import("node:fs")', ends: ['PLUGIN_THREW'] },
  { name: 'stops at a debugger', hook: '() => { debugger; return [{}] }', ends: ['NONE'] },
]

export const HOSTILE_PROGRAMS: readonly HostileProgram[] = [...CPU, ...MEMORY, ...RETURNS, ...BRIDGE]
