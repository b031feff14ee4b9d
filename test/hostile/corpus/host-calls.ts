import { finds, programs, STOPPED, WHATEVER } from '../hostile-program.ts'
import { asks } from './asks.ts'

const READ = ['entity:thing:read']

const ARGUMENTS = asks('host arguments', [
  {
    name: 'cyclic arguments',
    tries: 'be written without end',
    call: 'tenon.records.find((() => { const o = {}; o.o = o; return o })())',
    code: 'VALIDATION',
  },
  {
    name: 'huge arguments',
    tries: 'fill the pipe to the host',
    call: 'tenon.records.find({ entity: "thing", search: "x".repeat(1e6) })',
    code: 'VALIDATION',
  },
  {
    name: 'deep arguments',
    tries: 'overflow the host',
    call: 'tenon.records.find((() => { let o = {}; for (let i = 0; i < 1e4; i++) o = { not: o }; return { entity: "thing", where: o } })())',
    code: 'VALIDATION',
  },
  {
    name: 'wide filter',
    tries: 'make the host build a huge query',
    call: 'tenon.records.find({ entity: "thing", where: { or: Array(6000).fill({ field: "a", op: "eq", value: 1 }) } })',
    code: 'VALIDATION',
  },
  {
    name: 'throwing arguments',
    tries: 'throw inside the runtime',
    call: 'tenon.records.find({ get entity() { throw Object.assign(new Error("x"), { code: "MINE" }) } })',
    code: 'MINE',
  },
  {
    name: 'SQL in an entity',
    tries: 'inject SQL',
    call: `tenon.records.find({ entity: 'thing"; drop schema public cascade; --' })`,
    code: 'CAPABILITY_DENIED',
    grants: READ,
  },
  {
    name: 'SQL in a filter',
    tries: 'inject SQL by a raw condition',
    call: `tenon.records.find({ entity: 'thing', where: { sql: '1=1' } })`,
    code: 'VALIDATION',
    grants: READ,
  },
  {
    name: 'unknown operator',
    tries: 'inject SQL by an operator',
    call: `tenon.records.find({ entity: 'thing', where: { field: 'a', op: '= 1 or 1=1 --', value: 1 } })`,
    code: 'VALIDATION',
    grants: READ,
  },
  {
    name: 'odd sort direction',
    tries: 'inject SQL by a direction',
    call: `tenon.records.find({ entity: 'thing', sort: [{ field: 'a', direction: 'asc; drop table x' }] })`,
    code: 'VALIDATION',
    grants: READ,
  },
  {
    name: 'path as an entity',
    tries: 'read a file',
    call: `tenon.records.find({ entity: '../../etc/passwd' })`,
    code: 'CAPABILITY_DENIED',
    grants: READ,
  },
  {
    name: 'tenant in the arguments',
    tries: 'choose another tenant',
    call: `tenon.records.find({ entity: 'thing', tenant: 't_other', schema: 't_other' })`,
    code: 'VALIDATION',
    grants: READ,
  },
  {
    name: 'context in the arguments',
    tries: 'choose another actor',
    call: `tenon.records.get({ entity: 'thing', id: 'r1', ctx: { actor: { kind: 'system' } } })`,
    code: 'VALIDATION',
    grants: READ,
  },
  {
    name: 'expand',
    tries: 'read another entity over a reference',
    call: `tenon.records.find({ entity: 'thing', expand: ['owner'] })`,
    code: 'VALIDATION',
    grants: READ,
  },
  {
    name: 'deleted',
    tries: 'read deleted records',
    call: `tenon.records.find({ entity: 'thing', deleted: true })`,
    code: 'VALIDATION',
    grants: READ,
  },
  {
    name: 'limit of a million',
    tries: 'read everything at once',
    call: `tenon.records.find({ entity: 'thing', limit: 1e6 })`,
    code: 'VALIDATION',
    grants: READ,
  },
  {
    name: 'limit that is text',
    tries: 'pass the check by type',
    call: `tenon.records.find({ entity: 'thing', limit: '1; select 1' })`,
    code: 'VALIDATION',
    grants: READ,
  },
  {
    name: 'entity that is an object',
    tries: 'pass the check by type',
    call: `tenon.records.find({ entity: { toString: () => 'thing' } })`,
    code: 'VALIDATION',
    grants: READ,
  },
  {
    name: 'entity that is a list',
    tries: 'pass the check by its text',
    call: `tenon.records.find({ entity: ['thing'] })`,
    code: 'VALIDATION',
    grants: READ,
  },
  {
    name: '__proto__ in arguments',
    tries: 'pollute prototypes of the host',
    call: `tenon.records.find(JSON.parse('{"entity":"thing","__proto__":{"polluted":true}}'))`,
    code: 'VALIDATION',
    grants: READ,
  },
  {
    name: 'arguments by prototype',
    tries: 'be read by inheritance',
    call: `tenon.records.find(Object.create({ entity: 'thing' }))`,
    code: 'VALIDATION',
    grants: READ,
  },
])

const FLOODS = programs('floods', [
  {
    name: 'host call flood',
    tries: 'fill the queue of the host',
    grants: READ,
    hook: `(r, tenon) => Promise.all(Array.from({ length: 5000 }, () => tenon.records.find({ entity: 'thing' })))`,
    must: { ends: ['PLUGIN_HOST_CALL_LIMIT'], reached: 60 },
  },
  {
    name: 'host call flood that catches',
    tries: 'go on when the limit is met',
    grants: READ,
    hook: `async (r, tenon) => { for (;;) await tenon.records.find({ entity: 'thing' }).catch(() => {}) }`,
    must: { ends: [...STOPPED.ends, 'PLUGIN_HOST_CALL_LIMIT'], reached: 60 },
  },
  {
    name: 'flood of large arguments',
    tries: 'fill the memory of the host',
    grants: READ,
    hook: `(r, tenon) => { for (let i = 0; i < 50; i++) tenon.records.find({ entity: 'thing', search: 'x'.repeat(250000) }).catch(() => {}); return [{ a: 1 }] }`,
    must: WHATEVER,
  },
  {
    name: 'log flood',
    tries: 'fill the log',
    hook: '(r, tenon) => { for (let i = 0; i < 20000; i++) tenon.log.info("x".repeat(5000)); return [{ a: 1 }] }',
    must: { ends: ['OK', ...STOPPED.ends] },
  },
  {
    name: 'log flood from two ends',
    tries: 'fill the log by both levels',
    hook: '(r, tenon) => { for (let i = 0; i < 5000; i++) { tenon.log.warn(i); tenon.log.info(i) } ; return [{ a: 1 }] }',
    must: { ends: ['OK', ...STOPPED.ends] },
  },
  {
    name: 'log line with toString recursion',
    tries: 'log from within a log line',
    hook: '(r, tenon) => { const o = { toString() { tenon.log.info(o); return "x" } }; tenon.log.info(o); return [{ a: 1 }] }',
    must: finds({ a: 1 }),
  },
  {
    name: 'log line that forges another',
    tries: 'write a line in the name of the host',
    hook: '(r, tenon) => { tenon.log.info("x\\n{\\"level\\":60,\\"msg\\":\\"forged\\"}\\u001b[2J"); return [{ a: 1 }] }',
    must: finds({ a: 1 }),
  },
])

export const HOST_CALLS = [...ARGUMENTS, ...FLOODS]
