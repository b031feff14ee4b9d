import { finds, programs, STOPPED, STOPPED_OR_THREW, THREW } from '../hostile-program.ts'

const THROWN = programs('errors', [
  {
    name: 'throws a looping code',
    tries: 'loop while its error is booked',
    hook: '() => { throw Object.defineProperty(new Error("x"), "code", { get() { for (;;); } }) }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'throws a looping name',
    tries: 'loop while its error is read',
    hook: '() => { throw { get name() { for (;;); } } }',
    must: STOPPED,
  },
  {
    name: 'throws a looping cause',
    tries: 'loop while its causes are followed',
    hook: '() => { throw Object.defineProperty(new Error("x"), "cause", { get() { for (;;); } }) }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'throws looping parts',
    tries: 'loop while its errors are listed',
    hook: '() => { throw Object.defineProperty(new AggregateError([], "x"), "errors", { get() { for (;;); } }) }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'throws a Proxy of an error',
    tries: 'loop whatever is read of it',
    hook: '() => { throw new Proxy(new Error("x"), { get() { for (;;); } }) }',
    must: STOPPED,
  },
  {
    name: 'throws a function',
    tries: 'be called',
    hook: '() => { throw function named() { for (;;); } }',
    must: THREW,
  },
  {
    name: 'throws a class',
    tries: 'be constructed',
    hook: '() => { throw class { static get message() { return "m" } } }',
    must: THREW,
  },
  { name: 'throws a promise', tries: 'be awaited', hook: '() => { throw Promise.reject(1) }', must: THREW },
  {
    name: 'throws a thenable',
    tries: 'be awaited',
    hook: '() => { throw { then() { for (;;); } } }',
    must: STOPPED_OR_THREW,
  },
  { name: 'throws a BigInt', tries: 'not be made into JSON', hook: '() => { throw 10n ** 40n }', must: THREW },
  { name: 'throws a text of a million', tries: 'fill the log', hook: '() => { throw "x".repeat(1e6) }', must: THREW },
  {
    name: 'throws a message that is an object',
    tries: 'be made into text by its own code',
    hook: '() => { throw { name: "E", message: { toString() { for (;;); } } } }',
    must: THREW,
  },
  {
    name: 'throws control characters',
    tries: 'write over the log',
    hook: '() => { throw new Error("\\u001b[2J\\u0000\\n{\\"level\\":60}\\ud800") }',
    must: THREW,
  },
  {
    name: 'name of every error loops',
    tries: 'loop while any error is read',
    hook: '() => { Object.defineProperty(Error.prototype, "name", { get() { for (;;); } }); throw new Error("x") }',
    must: STOPPED,
  },
  {
    name: 'message that grows at each look',
    tries: 'be short when it is measured and long when it is used',
    hook: '() => { let looks = 0; throw { get message() { looks += 1; return looks === 1 ? "short" : "x".repeat(1e7) } } }',
    must: THREW,
  },
  {
    name: 'suppressed errors',
    tries: 'throw while a throw is under way',
    hook: '() => { const s = new DisposableStack(); s.defer(() => { throw new Error("second") }); s.defer(() => { throw new Error("first") }); s.dispose() }',
    must: THREW,
  },
  {
    name: 'causes in a ring',
    tries: 'be followed for ever',
    hook: '() => { const a = new Error("a"), b = new Error("b", { cause: a }); a.cause = b; throw a }',
    must: THREW,
  },
  {
    name: 'throws while it refuses',
    tries: 'throw inside the error handler',
    hook: '() => { throw { [Symbol.for("tenon.rejection")]: true, get message() { throw { get message() { throw 1 } } } } }',
    must: { ends: ['PLUGIN_BAD_RETURN', 'PLUGIN_THREW'] },
  },
])

const LOGGED = programs('floods', [
  {
    name: 'log line that is a symbol',
    tries: 'throw inside the runtime',
    hook: '(r, tenon) => { tenon.log.info(Symbol("x")) }',
    must: THREW,
  },
  {
    name: 'log line without a text',
    tries: 'throw inside the runtime',
    hook: '(r, tenon) => { tenon.log.info(Object.create(null)) }',
    must: THREW,
  },
  {
    name: 'log lines of ten megabytes',
    tries: 'have the runtime cut a long text a thousand times',
    hook: '(r, tenon) => { const t = "x".repeat(1e7); for (let i = 0; i < 1000; i++) tenon.log.info(t + i); return [{ a: 1 }] }',
    must: { ends: ['OK', ...STOPPED_OR_THREW.ends] },
  },
  {
    name: 'log flood over many calls',
    tries: 'fill the log by calling often',
    hook: '(r, tenon) => { for (let i = 0; i < 500; i++) tenon.log.warn("x".repeat(2000)); return [{ a: 1 }] }',
    calls: 30,
    must: finds({ a: 1 }),
  },
])

const KEPT = programs('shared state', [
  {
    name: 'traps on the global object',
    tries: 'leave traps for the next call',
    hook: '() => { Object.setPrototypeOf(Object.prototype.__proto__ ?? globalThis, null); globalThis.undefined = 1; globalThis.NaN = 2; return [{ a: typeof undefined }] }',
    calls: 2,
    must: { ends: ['OK', 'PLUGIN_THREW'] },
  },
  {
    name: 'pending work of an earlier call',
    tries: 'settle the next call by a promise of the last',
    setUp: 'let release = null',
    hook: '() => { release?.([{ a: "other" }]); const mine = new Promise((resolve) => { release = resolve }); release([{ a: "own" }]); return mine }',
    calls: 2,
    must: finds({ a: 'own' }),
  },
  {
    name: 'records shared by two calls',
    tries: 'change what a later call is given',
    setUp: 'const seen = []',
    hook: '(records) => { for (const one of seen) one.values.name = "changed"; seen.push(records[0]); return [{ name: records[0].values.name + " read" }] }',
    calls: 3,
    must: finds({ name: 'one read' }),
  },
])

export const THROWN_AND_KEPT = [...THROWN, ...LOGGED, ...KEPT]
