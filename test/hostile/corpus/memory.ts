import { NOT_LOADED, programs, STOPPED, STOPPED_OR_THREW, THREW } from '../hostile-program.ts'

const MEMORY_BOMBS = programs('memory', [
  {
    name: 'array bomb',
    tries: 'fill the heap with arrays',
    hook: '() => { const a = []; for (;;) a.push(new Array(1000).fill(1)) }',
    must: STOPPED,
  },
  {
    name: 'array bomb that catches',
    tries: 'go on when memory has run out',
    hook: '() => { const a = []; for (;;) try { a.push(new Array(1e6).fill({})) } catch {} }',
    must: STOPPED,
  },
  {
    name: 'Map bomb',
    tries: 'abort the process with one table',
    hook: '() => { const m = new Map(); for (let i = 0; ; i++) m.set(i, i) }',
    must: STOPPED,
  },
  {
    name: 'Set bomb',
    tries: 'abort the process with one table',
    hook: '() => { const s = new Set(); for (let i = 0; ; i++) s.add(i) }',
    must: STOPPED,
  },
  {
    name: 'Map bomb at load',
    tries: 'abort the process while loading',
    hook: '() => {}',
    setUp: 'const m = new Map(); for (let i = 0; ; i++) m.set(i, i)',
    must: NOT_LOADED,
  },
  {
    name: 'string bomb',
    tries: 'grow one text without end',
    hook: '() => { let s = "x"; for (;;) s += s }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'many long texts',
    tries: 'grow texts that are not shared',
    hook: '() => { const a = []; for (let i = 0; ; i++) a.push((i + "x".repeat(1e6)).split("").join("")) }',
    must: STOPPED,
  },
  {
    name: 'buffer bomb',
    tries: 'take memory outside the heap',
    hook: '() => { const a = []; for (;;) a.push(new ArrayBuffer(1e7)) }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'typed array bomb that writes',
    tries: 'take real pages outside the heap',
    hook: '() => { const a = []; for (;;) { try { a.push(new Uint8Array(1e7).fill(1)) } catch {} } }',
    must: STOPPED,
  },
  {
    name: 'resizable buffer',
    tries: 'grow a buffer that is not counted',
    hook: '() => { const b = new ArrayBuffer(8, { maxByteLength: 1e9 }); b.resize(1e9) }',
    must: THREW,
  },
  {
    name: 'resizable buffer by its real constructor',
    tries: 'find the constructor that was replaced',
    hook: `() => { const Real = Object.getPrototypeOf(new Uint8Array(8)).constructor && new Uint8Array(8).buffer.constructor;
      const b = Reflect.construct(Real, [8, { maxByteLength: 1e9 }], Object); if (b.resizable || b.resize) throw new Error('grown'); b.slice(0) }`,
    must: THREW,
  },
  {
    name: 'WebAssembly memory',
    tries: 'take memory that is not counted',
    hook: '() => { new WebAssembly.Memory({ initial: 10000 }) }',
    must: THREW,
  },
  {
    name: 'Intl bomb',
    tries: 'take native memory by formatters',
    hook: '() => { const a = []; for (;;) a.push(new Intl.NumberFormat("de"), new Intl.DateTimeFormat("zh"), new Intl.Collator("sv")) }',
    must: STOPPED,
  },
  {
    name: 'regular expression bomb',
    tries: 'take memory by compiled expressions',
    hook: '() => { const a = []; for (let i = 0; ; i++) { const r = new RegExp("(?:a|b|c){1,500}" + i); r.test("abc"); a.push(r) } }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'BigInt bomb',
    tries: 'take memory by numbers',
    hook: '() => { const a = []; for (let i = 0; ; i++) a.push(1n << BigInt(1e6 + i)) }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'closure bomb',
    tries: 'fill the heap with promises',
    hook: '() => { const a = []; for (;;) a.push(new Promise(() => {}).then(() => a)) }',
    must: STOPPED,
  },
  {
    name: 'function bomb',
    tries: 'fill the code space',
    hook: '() => { const a = []; for (let i = 0; ; i++) a.push(new Function("return " + i)) }',
    must: STOPPED,
  },
  {
    name: 'symbol bomb',
    tries: 'fill the process-wide symbol table',
    hook: '() => { for (let i = 0; ; i++) Symbol.for("x".repeat(1000) + i) }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'property bomb',
    tries: 'fill an object with keys',
    hook: '() => { const o = {}; for (let i = 0; ; i++) o["k" + i] = i }',
    must: STOPPED,
  },
])

const STACK = programs('stack', [
  { name: 'recursion', tries: 'overflow the stack', hook: '() => { (function f() { f() })() }', must: THREW },
  {
    name: 'recursion that catches',
    tries: 'never leave the bottom of the stack',
    hook: '() => { (function f() { try { f() } catch { f() } })() }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'recursion in a getter of the return',
    tries: 'overflow inside the runtime',
    hook: '() => { const o = { get a() { return o.a } }; return [o] }',
    must: THREW,
  },
  {
    name: 'host call at the bottom of the stack',
    tries: 'break the runtime off in the middle',
    hook: `(r, tenon) => { function f() { try { f() } catch { tenon.records.find({}).catch(() => {}); tenon.log.info("x") } } ; f() ; return [{}] }`,
    must: { ends: ['OK', ...STOPPED_OR_THREW.ends, 'PLUGIN_HOST_CALL_LIMIT'] },
  },
  {
    name: 'nested Proxy chain',
    tries: 'overflow in native code',
    hook: '() => { let p = {}; for (let i = 0; i < 1e5; i++) p = new Proxy(p, {}); p.x; return [p] }',
    must: { ends: ['OK', ...STOPPED_OR_THREW.ends, 'PLUGIN_BAD_RETURN'] },
  },
  {
    name: 'nested regular expression',
    tries: 'overflow in the expression compiler',
    hook: '() => { new RegExp("(".repeat(1e5) + ")".repeat(1e5)).test("") }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'nested parse',
    tries: 'overflow in the JSON parser',
    hook: '() => { JSON.stringify(JSON.parse("[".repeat(1e5) + "]".repeat(1e5))) ; throw new Error("parsed") }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'nested source',
    tries: 'overflow in the compiler',
    hook: '() => { new Function("return " + "(".repeat(1e5) + ")".repeat(1e5)) }',
    must: STOPPED_OR_THREW,
  },
])

export const MEMORY = [...MEMORY_BOMBS, ...STACK]
