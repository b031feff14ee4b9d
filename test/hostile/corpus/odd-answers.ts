import { BAD_RETURN, finds, type HostileProgram, programs, REFUSED, STOPPED } from '../hostile-program.ts'

/** Answers that are something else than they look. */
export const ODD_ANSWERS: readonly HostileProgram[] = [
  ...programs('returns', [
    {
      name: 'thenable that answers twice',
      tries: 'answer again after it has',
      hook: '() => ({ then(ok,no){ ok([{a:1}]); no(new Error("x")); ok([{a:2}]) } })',
      must: finds({ a: 1 }),
    },
    {
      name: 'thenable that throws after its answer',
      tries: 'fail a call that has ended',
      hook: '() => ({ then(ok){ ok([{a:1}]); throw new Error("late") } })',
      must: finds({ a: 1 }),
    },
    {
      name: 'thenable within a thenable',
      tries: 'never come to an answer',
      hook: '() => { let n=0; const t={ then(ok){ n++; ok(n<1e9?{...t}:[{}]) } }; return t }',
      must: STOPPED,
    },
    {
      name: 'thenable that never answers',
      tries: 'keep its caller waiting',
      hook: '() => ({ then(){} })',
      must: STOPPED,
    },
    {
      name: 'getter named then',
      tries: 'loop when it is looked at',
      hook: '() => ({ get then(){ for(;;); } })',
      must: STOPPED,
    },
    {
      name: 'thenable in the list of answers',
      tries: 'pass an answer that nobody awaits',
      hook: '() => [{ then(ok){ ok({a:1}) } }]',
      must: BAD_RETURN,
    },
    {
      name: 'async generator as a hook',
      tries: 'have its code never run',
      hook: 'async function*(){ yield [{a:1}] }',
      must: BAD_RETURN,
    },
    {
      name: 'list of four billion holes',
      tries: 'be written hole by hole',
      hook: '() => { const a=[]; a.length=2**32-1; return [{ a }] }',
      must: BAD_RETURN,
    },
    {
      name: 'four billion answers',
      tries: 'be counted one by one',
      hook: '() => { const a=[{a:1}]; a.length=2**32-1; return a }',
      must: BAD_RETURN,
    },
    {
      name: 'list that is longer at the second look',
      tries: 'be one answer at the check and a billion afterwards',
      hook: '() => { let n=0; return new Proxy([{a:1}], { get(t,k){ if(k==="length") return n++ ? 1e9 : 1; return t[k] } }) }',
      must: finds({ a: 1 }),
    },
    {
      name: 'value of a billion entries that a trap makes',
      tries: 'be written without end',
      hook: '() => [{ a: new Proxy([], { get(t,k){ return k==="length" ? 1e9 : 1 } }) }]',
      must: BAD_RETURN,
    },
    {
      name: 'length that is an object',
      tries: 'loop while it is compared',
      hook: '() => new Proxy([], { get(t,k){ return k==="length" ? { valueOf(){ for(;;); } } : 1 } })',
      must: BAD_RETURN,
    },
    {
      name: '__proto__ as a key of a value',
      tries: 'pollute whoever reads it',
      hook: `() => [{ a: JSON.parse('{"__proto__":{"polluted":1}}') }]`,
      must: BAD_RETURN,
    },
    {
      name: 'constructor as a key of a value',
      tries: 'pollute whoever merges it',
      hook: '() => [{ a: { constructor: { prototype: { polluted: 1 } } } }]',
      must: BAD_RETURN,
    },
    {
      name: 'symbol as a key',
      tries: 'hide a value beside its answer',
      hook: '() => [{ [Symbol("x")]: 1, a: 1 }]',
      must: finds({ a: 1 }),
    },
    {
      name: 'zero below zero',
      tries: 'be another number than it says',
      hook: '() => [{ a: -0 }]',
      must: finds({ a: 0 }),
    },
    { name: 'number beyond all numbers', tries: 'be null on its way', hook: '() => [{ a: 1e400 }]', must: BAD_RETURN },
    {
      name: 'day after the last of all days',
      tries: 'throw while it is written',
      hook: '() => [{ a: new Date(8.65e15) }]',
      must: BAD_RETURN,
    },
    {
      name: 'date whose methods loop',
      tries: 'loop while it is written',
      hook: '() => { Date.prototype.toISOString=()=>{ for(;;); }; Date.prototype.toJSON=()=>"x"; return [{ a: new Date(0) }] }',
      must: finds({ a: '1970-01-01T00:00:00.000Z' }),
    },
    {
      name: 'text that grows sixfold as JSON',
      tries: 'be within its limit until it is written',
      hook: '() => [{ a: "\\u0001".repeat(250000) }]',
      must: BAD_RETURN,
    },
    {
      name: 'getter that gives one deeper',
      tries: 'be read without end',
      hook: '() => { const d=(n)=>({ get a(){ return d(n+1) } }); return [d(0)] }',
      must: BAD_RETURN,
    },
    {
      name: 'forty lists that each hold one list twice',
      tries: 'explode as they are written',
      hook: '() => { let a=[1]; for(let i=0;i<40;i++) a=[a,a]; return [{ a }] }',
      must: BAD_RETURN,
    },
    {
      name: 'revoked list of answers',
      tries: 'throw at the first look',
      hook: '() => { const {proxy,revoke}=Proxy.revocable([{}],{}); revoke(); return proxy }',
      must: REFUSED,
    },
    {
      name: 'revoked value',
      tries: 'throw while it is written',
      hook: '() => { const {proxy,revoke}=Proxy.revocable([],{}); revoke(); return [{a:proxy}] }',
      must: REFUSED,
    },
  ]),
]
