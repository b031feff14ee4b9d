import { finds, programs, REFUSED, STOPPED, STOPPED_OR_THREW, THREW } from '../hostile-program.ts'

export const ERRORS = programs('errors', [
  { name: 'throws null', tries: 'be read as an object', hook: '() => { throw null }', must: THREW },
  { name: 'throws undefined', tries: 'look like no error', hook: '() => { throw undefined }', must: THREW },
  { name: 'throws a symbol', tries: 'not be made into text', hook: '() => { throw Symbol("x") }', must: THREW },
  {
    name: 'throws a frozen error',
    tries: 'not be changed',
    hook: '() => { throw Object.freeze(new Error("x")) }',
    must: THREW,
  },
  {
    name: 'throws a revoked Proxy',
    tries: 'throw when it is looked at',
    hook: '() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); throw proxy }',
    must: REFUSED,
  },
  {
    name: 'throws a looping message',
    tries: 'loop while its error is read',
    hook: '() => { throw { get message() { for (;;); } } }',
    must: STOPPED,
  },
  {
    name: 'throws a looping stack',
    tries: 'loop while its error is copied to the host',
    hook: '() => { throw Object.defineProperty(new Error("x"), "stack", { get() { for (;;); } }) }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'throws a throwing message',
    tries: 'throw inside the error handler',
    hook: '() => { throw { get message() { throw this } , get name() { throw this } } }',
    must: THREW,
  },
  {
    name: 'throws 10 MB of text',
    tries: 'fill the log',
    hook: '() => { throw new Error("x".repeat(1e7)) }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'throws a forged code',
    tries: 'be booked as another failure',
    hook: '() => { throw Object.assign(new Error("Isolate was disposed during execution due to memory limit"), { code: "PLUGIN_TIMEOUT" }) }',
    must: THREW,
  },
  {
    name: 'throws a forged host error',
    tries: 'look like a limit of the host',
    hook: '() => { throw Object.assign(new Error("Script execution timed out."), { name: "TenonHostError", code: "HOST_CALL_LIMIT" }) }',
    must: THREW,
  },
  {
    name: 'throws a forged bad value',
    tries: 'speak with the voice of the runtime',
    hook: '() => { throw { badValue: "the plugin is fine" } }',
    must: THREW,
  },
  {
    name: 'rejection with getters',
    tries: 'loop while its refusal is read',
    hook: '() => { throw { [Symbol.for("tenon.rejection")]: true, get message() { for (;;); } } }',
    must: STOPPED,
  },
  {
    name: 'rejection of a wrong shape',
    tries: 'refuse with something that is no text',
    hook: '() => { throw { [Symbol.for("tenon.rejection")]: true, message: { en: { toString() { return "x" } } } } }',
    must: REFUSED,
  },
  {
    name: 'rejection with a million problems',
    tries: 'fill the answer with problems',
    hook: '() => { throw { [Symbol.for("tenon.rejection")]: true, message: "no", problems: Array(1e6).fill({ pointer: "/a", message: "x".repeat(900) }) } }',
    must: { ends: ['REJECTED', 'PLUGIN_BAD_RETURN', ...STOPPED.ends] },
  },
  {
    name: 'prepareStackTrace that loops',
    tries: 'run code whenever an error is made',
    hook: '() => { Error.prepareStackTrace = () => { for (;;); }; new Error("x").stack; return [{ a: 1 }] }',
    must: { ends: ['OK', ...STOPPED.ends] },
  },
  {
    name: 'stack trace of a million frames',
    tries: 'make every error huge',
    hook: '() => { Error.stackTraceLimit = 1e9; (function f(n) { if (n === 0) throw new Error("deep"); f(n - 1) })(5000) }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'error class replaced',
    tries: "replace the runtime's own errors",
    hook: `async (r, tenon) => { globalThis.Error = globalThis.TypeError = function () { for (;;); };
      return [{ code: await tenon.records.find({}).catch((error) => error.code) }] }`,
    must: finds({ code: 'VALIDATION' }),
  },
  {
    name: 'cause chain',
    tries: 'be followed for ever',
    hook: '() => { const e = new Error("x"); e.cause = e; throw e }',
    must: THREW,
  },
  {
    name: 'aggregate of itself',
    tries: 'be flattened for ever',
    hook: '() => { const e = new AggregateError([], "x"); e.errors.push(e); throw e }',
    must: THREW,
  },
])
