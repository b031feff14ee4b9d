import { programs, STOPPED, STOPPED_OR_THREW, THREW } from '../hostile-program.ts'

const MEMORY = programs('memory', [
  {
    name: 'padded texts',
    tries: 'take half a gigabyte at once',
    hook: '() => { const a = []; for (let i = 0; ; i++) { const t = "x".padEnd(5e7 + i, "yz"); a.push(t.split("y", 3), t) } }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'replacement that multiplies',
    tries: 'grow a text by its own length each time',
    hook: '() => { let t = "x".repeat(3000); for (;;) t = t.replace(/x/g, "$&$`") }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'flat copy of a rope',
    tries: 'make a text real that was only promised',
    hook: '() => { const a = []; for (let i = 0; ; i++) { let s = "é" + i; while (s.length < 2 ** 25) s += s; /z/.test(s); a.push(s) } }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'sparse arrays',
    tries: 'reserve what it does not use',
    hook: '() => { const a = []; for (;;) a.push(new Array(3e7)) }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'keys of a typed array',
    tries: 'turn ten million numbers into texts',
    hook: '() => { const a = []; for (;;) a.push(Object.keys(new Uint8Array(1e7))) }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'typed array of two gigabytes',
    tries: 'take it in one piece',
    hook: '() => { const a = []; for (;;) a.push(new Float64Array(2 ** 28).fill(1)) }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'formatters of every kind',
    tries: 'take native memory by formatters',
    hook: `() => { const a = []; for (let i = 0; ; i++) { const locale = ['ar', 'th', 'zh', 'hi', 'ru'][i % 5];
      a.push(new Intl.Segmenter(locale), new Intl.DisplayNames(locale, { type: 'region' }), new Intl.ListFormat(locale), new Intl.RelativeTimeFormat(locale), new Intl.PluralRules(locale)) } }`,
    must: STOPPED,
  },
  {
    name: 'pending functions',
    tries: 'fill the heap with what waits',
    hook: '() => { for (;;) (async () => { await new Promise(() => {}); })() }',
    must: { ends: [...STOPPED_OR_THREW.ends] },
  },
  {
    name: 'weak maps',
    tries: 'fill tables that the collector walks',
    hook: '() => { const keys = [], map = new WeakMap(); for (;;) { const key = {}; keys.push(key); map.set(key, [key]) } }',
    must: STOPPED,
  },
  {
    name: 'matches that are kept',
    tries: 'fill the heap with matches',
    hook: '() => { const a = [], t = "a".repeat(1e5); for (;;) a.push([...t.matchAll(/(a)(a)?/g)]) }',
    must: STOPPED,
  },
  {
    name: 'classes without end',
    tries: 'fill the heap with shapes',
    hook: '() => { const a = []; for (let i = 0; ; i++) a.push(class { ["m" + i]() {} ; static ["s" + i] = 1 }) }',
    must: STOPPED,
  },
  {
    name: 'structuredClone',
    tries: 'copy a shared structure',
    hook: '() => structuredClone({})',
    must: THREW,
  },
])

const STACK = programs('stack', [
  {
    name: 'chain of bound functions',
    tries: 'overflow in native code',
    hook: '() => { let f = () => {}; for (let i = 0; i < 3e5; i++) f = f.bind(null); f() ; throw 1 }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'lists within lists as text',
    tries: 'overflow in a join',
    hook: '() => { let a = []; for (let i = 0; i < 2e5; i++) a = [a]; String(a) ; a.flat(Infinity) ; throw 1 }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'deep value as JSON',
    tries: 'overflow in the writer of JSON',
    hook: '() => { let o = {}; for (let i = 0; i < 2e5; i++) o = { o }; JSON.stringify(o) ; throw 1 }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'long chains in source',
    tries: 'overflow in the compiler',
    hook: `() => { for (const text of ['1' + '+1'.repeat(2e5), 'a' + '.a'.repeat(2e5), '!'.repeat(3e5) + '1', '{'.repeat(2e5), 'if(0);' + 'else if(0);'.repeat(1e5), '\`\${'.repeat(1e5), 'async()=>'.repeat(1e5) + '1'])
      try { new Function(text) } catch {} throw 1 }`,
    must: STOPPED_OR_THREW,
  },
  {
    name: 'prototype chain of a hundred thousand',
    tries: 'make every look-up long',
    hook: '() => { let o = {}; for (let i = 0; i < 1e5; i++) o = Object.create(o); for (;;) o.missing }',
    must: STOPPED,
  },
  {
    name: 'classes that extend each other',
    tries: 'overflow in a constructor',
    hook: '() => { let C = class {}; for (let i = 0; i < 3e4; i++) C = class extends C {}; new C() ; throw 1 }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'trap that calls itself',
    tries: 'overflow in a trap',
    hook: '() => { const p = new Proxy({}, { get: (t, k, self) => self[k] }); return [p] }',
    must: { ends: ['OK', ...THREW.ends, ...STOPPED.ends] },
  },
  {
    name: 'async function that awaits itself',
    tries: 'overflow by awaiting',
    hook: 'async () => { await (async function f() { await f() })() }',
    must: STOPPED_OR_THREW,
  },
])

export const BUILTIN_MEMORY = [...MEMORY, ...STACK]
