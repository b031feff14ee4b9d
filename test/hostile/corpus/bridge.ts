import { BAD_RETURN, finds, programs, REFUSED, STOPPED, WHATEVER } from '../hostile-program.ts'

const BRIDGE_PROGRAMS = programs('bridge', [
  {
    name: 'JSON, Promise and iterators replaced',
    tries: 'run in place of the runtime',
    hook: `() => { JSON.stringify = JSON.parse = () => '{}'; globalThis.Promise = null; Array.prototype[Symbol.iterator] = null;
      Array.prototype.push = null; Object.keys = () => { for (;;); }; Reflect.apply = null; Array.isArray = () => true; return [{ a: 1 }] }`,
    must: finds({ a: 1 }),
  },
  {
    name: 'prototype methods replaced',
    tries: 'run in place of the runtime',
    hook: `() => { String.prototype.slice = Function.prototype.call = Function.prototype.apply = Promise.prototype.then =
      () => { for (;;); }; return [{ a: 'x' }] }`,
    must: finds({ a: 'x' }),
  },
  {
    name: 'toJSON on every object',
    tries: 'change the envelope of its answer',
    hook: '() => { Object.prototype.toJSON = String.prototype.toJSON = () => ({ kind: "reject" }); return [{ a: [1] }] }',
    must: finds({ a: [1] }),
  },
  {
    name: 'accessors on Object.prototype',
    tries: 'change the envelope of its answer',
    hook: '() => { for (const key of ["kind", "changes", "answers", "limits", "requestId"]) Object.defineProperty(Object.prototype, key, { get() { return "x" }, set() { throw 1 } }); return [{ a: 1 }] }',
    must: finds({ a: 1 }),
  },
  {
    name: 'reference option on Object.prototype',
    tries: 'be given a Reference of the host by inherited options',
    hook: `async (r, tenon) => { for (const key of ['reference', 'copy', 'externalCopy', 'promise', 'result']) Object.prototype[key] = true;
      const got = await tenon.records.find({}).catch((error) => error); return [{ type: typeof got.applySync, kind: got.constructor.name }] }`,
    must: finds({ type: 'undefined', kind: 'Error' }),
  },
  {
    name: 'forged post by a name',
    tries: "call the runtime's way out",
    hook: `() => [{ found: ['$tenonPost', '$tenonLoad', 'post', '_ivm', 'ivm'].filter((name) => name in globalThis).length }]`,
    must: finds({ found: 0 }),
  },
  {
    name: 'forged answers in its return',
    tries: 'answer with the envelope of the protocol',
    hook: `() => ({ answers: [{ kind: 'ok', changes: { a: 1 } }] })`,
    must: BAD_RETURN,
  },
  {
    name: 'forged envelope as text',
    tries: 'break out of the JSON text',
    hook: `() => [{ 'a":1}},{"kind":"reject","x":"': '"}],"answers":[{"kind":"reject"}' }]`,
    must: finds({ 'a":1}},{"kind":"reject","x":"': '"}],"answers":[{"kind":"reject"}' }),
  },
  {
    name: 'lone surrogates and line separators',
    tries: 'break the text on its way',
    hook: `() => [{ a: '\\ud800\\u2028\\u0000' }]`,
    must: WHATEVER,
  },
  {
    name: 'getter that changes between check and use',
    tries: 'be checked as one thing and used as another',
    hook: '() => { let reads = 0; return [{ get a() { reads += 1; return reads === 1 ? "fine" : { __proto__: null, toString() { for (;;); } } } }] }',
    must: finds({ a: 'fine' }),
  },
  {
    name: 'length that changes between check and use',
    tries: 'be counted once and read another time',
    hook: `() => { let reads = 0; return new Proxy([{ a: 1 }], { get: (t, k) => (k === 'length' ? (reads++ === 0 ? 1 : 1e9) : t[k]) }) }`,
    must: finds({ a: 1 }),
  },
  {
    name: 'argument that changes between check and use',
    tries: 'be checked for one entity and read another',
    grants: ['entity:thing:read'],
    hook: `async (r, tenon) => { let reads = 0; const got = await tenon.records.get({ id: 'r1', get entity() { return reads++ === 0 ? 'thing' : 'secret' } });
      return [{ reads, id: got.id }] }`,
    must: finds({ reads: 1, id: 'r1' }, 1),
  },
  {
    name: 'keys that appear while they are read',
    tries: 'grow its answer while it is written',
    hook: '() => { const o = {}; Object.defineProperty(o, "a", { enumerable: true, get() { for (let i = 0; i < 1e4; i++) o["k" + i] = 1; return 1 } }); return [o] }',
    must: finds({ a: 1 }),
  },
  {
    name: 'array of a false length',
    tries: 'have the host count to a billion',
    hook: '() => new Proxy([], { get: (t, k) => (k === "length" ? 1e9 : t[k]) })',
    must: REFUSED,
  },
  {
    name: 'Proxy of an array with endless items',
    tries: 'be read without end',
    hook: '() => [{ a: new Proxy([], { get: (t, k) => (k === "length" ? 1e9 : k) }) }]',
    must: BAD_RETURN,
  },
  {
    name: 'wrong arity',
    tries: 'call its host in odd ways',
    hook: `async (r, tenon) => { const codes = []; for (const args of [[], [1], ['x'], [null], [[]], [{}, {}]])
      codes.push(await tenon.records.find(...args).catch((error) => error.code)); return [{ codes: [...new Set(codes)] }] }`,
    must: finds({ codes: ['VALIDATION'] }),
  },
  {
    name: 'input frozen, thawed and changed',
    tries: 'change what it was given',
    hook: '(records) => { records[0].values = 1; records.length = 0; records.push(1, 2, 3); return [{ a: 1 }] }',
    must: finds({ a: 1 }),
  },
])

const RETURNS = programs('returns', [
  {
    name: 'cycle',
    tries: 'be written without end',
    hook: '() => { const o = {}; o.o = o; return [o] }',
    must: BAD_RETURN,
  },
  {
    name: 'shared structure bomb',
    tries: 'grow to 2^40 when it is written',
    hook: '() => { let o = {}; for (let i = 0; i < 40; i++) o = { a: o, b: o }; return [o] }',
    must: BAD_RETURN,
  },
  {
    name: 'deep nesting',
    tries: 'overflow whoever reads it',
    hook: '() => { let o = {}; for (let i = 0; i < 1e5; i++) o = { o }; return [o] }',
    must: BAD_RETURN,
  },
  {
    name: '10 MB text',
    tries: 'fill the memory of the host',
    hook: '() => [{ a: "x".repeat(1e7) }]',
    must: BAD_RETURN,
  },
  {
    name: 'many small values',
    tries: 'keep the host busy',
    hook: '() => [{ a: Array(1e5).fill(0) }]',
    must: BAD_RETURN,
  },
  {
    name: 'text that grows when quoted',
    tries: 'be short before and long after',
    hook: '() => [{ a: "\\u0001".repeat(250000) }]',
    must: BAD_RETURN,
  },
  { name: 'NaN', tries: 'become null without a word', hook: '() => [{ a: { b: [0, NaN] } }]', must: BAD_RETURN },
  { name: 'function', tries: 'be called by the host', hook: '() => [{ a() {} }]', must: BAD_RETURN },
  { name: 'BigInt', tries: 'throw in the writer', hook: '() => [{ a: 1n }]', must: BAD_RETURN },
  { name: 'symbol', tries: 'throw in the writer', hook: '() => [{ a: Symbol.iterator }]', must: BAD_RETURN },
  {
    name: '__proto__ key',
    tries: 'pollute prototypes of the host',
    hook: `() => [JSON.parse('{"__proto__": {"polluted": true}}')]`,
    must: BAD_RETURN,
  },
  {
    name: 'constructor key',
    tries: 'pollute prototypes of the host',
    hook: '() => [{ constructor: { prototype: { polluted: true } } }]',
    must: BAD_RETURN,
  },
  { name: 'too few answers', tries: 'leave records without an answer', hook: '() => []', must: BAD_RETURN },
  { name: 'too many answers', tries: 'answer for records of others', hook: '() => [{}, {}]', must: BAD_RETURN },
  { name: 'text', tries: 'be no list', hook: '() => "yes"', must: BAD_RETURN },
  {
    name: 'changes in a guard',
    tries: 'change a record where it may only refuse',
    kind: 'guard',
    hook: '() => [{ a: 1 }]',
    must: BAD_RETURN,
  },
  { name: 'invalid date', tries: 'throw in the writer', hook: '() => [{ a: new Date(NaN) }]', must: BAD_RETURN },
  {
    name: 'date with a false prototype',
    tries: 'throw in the writer',
    hook: '() => [{ a: Object.create(Date.prototype) }]',
    must: BAD_RETURN,
  },
  {
    name: 'boxed values',
    tries: 'be read as what they are not',
    hook: '() => [{ a: new String("x"), b: new Number(1) }]',
    must: WHATEVER,
  },
  {
    name: 'trap that loops on the second look',
    tries: 'loop after the checks',
    hook: '() => { let n = 0; return [new Proxy({ a: 1 }, { get(t, k) { if (n++ > 3) for (;;); return t[k] } , ownKeys: () => ["a", "b", "c", "d", "e", "f"], getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }) })] }',
    must: { ends: ['OK', ...STOPPED.ends] },
  },
])

export const BRIDGE = [...BRIDGE_PROGRAMS, ...RETURNS]
