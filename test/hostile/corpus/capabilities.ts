import { finds, programs, STOPPED } from '../hostile-program.ts'
import { asks } from './asks.ts'

const READ = ['entity:thing:read']

const REFUSED_CALLS = asks('capabilities', [
  {
    name: 'read without a grant',
    tries: 'read what was not granted',
    call: `tenon.records.find({ entity: 'account' })`,
    code: 'CAPABILITY_DENIED',
    grants: READ,
  },
  {
    name: 'read of an entity that does not exist',
    tries: 'tell what exists from what was not granted',
    call: `tenon.records.find({ entity: 'gone' })`,
    code: 'CAPABILITY_DENIED',
    grants: READ,
  },
  {
    name: 'read with a grant to write',
    tries: 'turn one right into another',
    call: `tenon.records.find({ entity: 'thing' })`,
    code: 'CAPABILITY_DENIED',
    grants: ['entity:thing:write'],
  },
  {
    name: 'write in a before-hook',
    tries: 'write where it may only read',
    call: `tenon.records.create({ entity: 'thing', values: {} })`,
    code: 'CAPABILITY_DENIED',
    grants: ['entity:thing:write'],
  },
  {
    name: 'internal table',
    tries: 'read a system table',
    call: `tenon.records.find({ entity: '_user' })`,
    code: 'CAPABILITY_DENIED',
    grants: READ,
  },
  {
    name: 'control plane',
    tries: 'read the list of tenants',
    call: `tenon.records.find({ entity: 'tenon.tenant' })`,
    code: 'CAPABILITY_DENIED',
    grants: READ,
  },
  {
    name: 'wildcard entity',
    tries: 'match every grant',
    call: `tenon.records.find({ entity: '*' })`,
    code: 'CAPABILITY_DENIED',
    grants: READ,
  },
  {
    name: 'entity with a colon',
    tries: 'break the text of a grant apart',
    call: `tenon.records.find({ entity: 'thing:read' })`,
    code: 'CAPABILITY_DENIED',
    grants: ['entity:thing:read', 'entity:thing'],
  },
  {
    name: 'entity with other case',
    tries: 'pass the check by spelling',
    call: `tenon.records.find({ entity: 'THING' })`,
    code: 'CAPABILITY_DENIED',
    grants: READ,
  },
  {
    name: 'entity with a null character',
    tries: 'pass the check by cutting',
    call: `tenon.records.find({ entity: 'thing\\u0000' })`,
    code: 'CAPABILITY_DENIED',
    grants: READ,
  },
])

const PROBES = programs('capabilities', [
  {
    name: 'methods that were not offered',
    tries: 'find verbs by name',
    hook: `(r, tenon) => [{ found: ['restore', 'query', 'sql', 'constructor', '__proto__', 'summarize'].filter((name) => tenon.records[name] !== undefined).length,
      parts: Reflect.ownKeys(tenon).length === 16 && Reflect.ownKeys(tenon.records).length === 6 && Object.getPrototypeOf(tenon) === null }]`,
    must: finds({ found: 0, parts: true }),
  },
  {
    name: 'host calls in a guard',
    tries: 'read where it may not ask at all',
    kind: 'guard',
    grants: READ,
    hook: `async (r, tenon) => { await tenon.records.find({ entity: 'thing' }) }`,
    must: { ends: ['PLUGIN_HOST_CALL_LIMIT'] },
  },
  {
    name: 'oracle by messages',
    tries: 'tell entities apart by the text of the refusal',
    hook: `async (r, tenon) => { const of = (entity) => tenon.records.get({ entity, id: 'r1' }).catch((e) => (e.code + e.message).replaceAll(entity, 'X'));
      return [{ same: (await of('account')) === (await of('gone')) }] }`,
    must: finds({ same: true }),
  },
  {
    name: 'oracle by time',
    tries: 'tell entities apart by how long an answer takes',
    hook: `async (r, tenon) => { const of = async (entity) => { const start = Date.now(); await tenon.records.find({ entity }).catch(() => {}); return Date.now() - start };
      return [{ close: Math.abs((await of('account')) - (await of('gone'))) < 400 }] }`,
    must: finds({ close: true }),
  },
  {
    name: "another plugin's marker",
    tries: 'borrow the rights of another call',
    setUp: 'const kept = []',
    hook: `async (r, tenon) => { kept.push(tenon); const codes = []; for (const one of kept) codes.push(await one.records.find({ entity: 'account' }).catch((e) => e.code)); return [{ codes }] }`,
    calls: 2,
    must: finds({ codes: ['CALL_ENDED', 'CAPABILITY_DENIED'] }),
  },
  {
    name: 'writes without end in an after-hook',
    tries: 'write more than it may',
    kind: 'after',
    grants: ['entity:thing:write'],
    hook: `async (r, tenon) => { for (;;) await tenon.records.create({ entity: 'thing', values: {} }) }`,
    must: { ends: ['PLUGIN_HOST_CALL_LIMIT', ...STOPPED.ends], reached: 2000 },
  },
])

export const CAPABILITIES = [...REFUSED_CALLS, ...PROBES]
