import { programs, STOPPED, STOPPED_OR_THREW } from '../hostile-program.ts'

/* What grows or goes on where nobody looks: in the collector, in native code, in collections that are being walked. */

const CPU = programs('cpu', [
  {
    name: 'set that is filled while it is walked',
    tries: 'walk for ever in constant memory',
    hook: '() => { const s = new Set([1, 2]); for (const k of s) { s.delete(k); s.add(k) } }',
    must: STOPPED,
  },
  {
    name: 'comparator that changes what is sorted',
    tries: 'have a sort work on what grows',
    hook: '() => { const a = [3, 1, 2]; a.sort((x, y) => { a.length = 1e7; a.fill(1); return x - y }); for (;;) a.sort(() => a.push(1)) }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'typed sort by a comparator',
    tries: 'sort a million numbers in one call',
    hook: '() => { const a = new Float64Array(1e6).map((_, i) => -i % 7919); a.sort((x, y) => x - y); throw 1 }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'typed array that copies itself',
    tries: 'move memory in calls without an end',
    hook: '() => { const b = new Uint8Array(1.5e7); for (let i = 0; ; i++) b.copyWithin(1, 0, b.length - 1 - (i % 2)) }',
    must: STOPPED,
  },
  {
    name: 'million language tags',
    tries: 'have native code read them all at once',
    hook: "() => { const a = Array.from({ length: 1e6 }, (_, i) => 'en-x-a' + (i % 9999)); for (;;) Intl.getCanonicalLocales(a) }",
    must: STOPPED_OR_THREW,
  },
  {
    name: 'classes of all characters',
    tries: 'have the compiler of expressions work out sets',
    hook: "() => { for (let i = 0; ; i++) new RegExp('[\\\\p{L}--[a-z]--\\\\q{' + i + '|b}]+', 'iv').test('x' + i) }",
    must: STOPPED_OR_THREW,
  },
  {
    name: 'descriptor trap that loops',
    tries: 'loop while the keys of an answer are read',
    hook: "() => [new Proxy({}, { ownKeys: () => ['a'], getOwnPropertyDescriptor: () => { for (;;); } })]",
    must: STOPPED,
  },
  {
    name: 'options that loop when spread',
    tries: 'loop in the runtime before the host is asked',
    hook: "(r, tenon) => tenon.http.fetch('https://a.example', new Proxy({}, { ownKeys: () => { for (;;); } }))",
    must: STOPPED,
  },
  {
    name: 'work left at load for the first call',
    tries: 'loop in the name of whoever comes first',
    setUp: 'let go; const waiting = new Promise((resolve) => { go = resolve }); waiting.then(() => { for (;;); })',
    hook: '() => { go(); return [{ a: 1 }] }',
    must: STOPPED,
  },
])

const MEMORY = programs('memory', [
  {
    name: 'chain of ephemerons',
    tries: 'make the collector walk a weak map once per entry',
    hook: '() => { const map = new WeakMap(); let key = {}; globalThis.first = key; for (;;) { const next = {}; map.set(key, next); key = next } }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'reactions on one promise',
    tries: 'fill a list that is never walked',
    hook: '() => { const never = new Promise(() => {}); for (;;) Promise.race([never]) }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'requests to a generator that waits',
    tries: 'fill the queue of an async generator',
    hook: '() => { const g = (async function* () { await new Promise(() => {}); yield 1 })(); for (;;) g.next() }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'keys that are ropes',
    tries: 'have long chains of texts made flat as keys',
    hook: "() => { const o = {}; for (let i = 0; ; i++) { let s = '' + i; for (let k = 0; k < 2e5; k++) s = 'a' + s; o[s] = 1 } }",
    must: STOPPED_OR_THREW,
  },
  {
    name: 'source of a function, kept',
    tries: 'have its text copied each time',
    hook: "() => { const f = new Function('/*' + 'x'.repeat(9e5) + '*/'), a = []; for (let i = 0; ; i++) { const t = f.toString() + i; t.charCodeAt(5); /z$/.test(t); a.push(t) } }",
    must: STOPPED_OR_THREW,
  },
  {
    name: 'counted repeats of counted repeats',
    tries: 'multiply in the compiler of expressions',
    hook: "() => { const a = []; for (let i = 0; ; i++) try { const e = new RegExp('(?:'.repeat(6) + 'a' + i + '{1,99})'.repeat(6)); e.test('a'.repeat(50)); a.push(e) } catch {} }",
    must: STOPPED_OR_THREW,
  },
  {
    name: 'widths of a BigInt',
    tries: 'ask for a number of nine quadrillion bits',
    hook: '() => { for (const bits of [2 ** 53 - 1, 2 ** 32, 2 ** 30 - 1]) { try { BigInt.asUintN(bits, -1n) } catch {} } const a = []; for (;;) a.push(BigInt.asUintN(2 ** 27, -1n)) }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'spread of an endless iterator',
    tries: 'make arguments of what does not end',
    hook: '() => Math.max(...Iterator.from({ next: () => ({ done: false, value: 1 }) }))',
    must: STOPPED_OR_THREW,
  },
])

const STACK = programs('stack', [
  {
    name: 'flat copy of a list that holds itself',
    tries: 'overflow in native code that recurses',
    hook: '() => { const a = [1]; a.push(a, a); a.flat(Infinity) }',
    must: STOPPED_OR_THREW,
  },
])

export const QUIET_GROWTH = [...CPU, ...MEMORY, ...STACK]
