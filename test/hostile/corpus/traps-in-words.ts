import {
  BAD_RETURN,
  finds,
  type HostileProgram,
  NOT_LOADED,
  programs,
  REFUSED,
  STOPPED,
  STOPPED_OR_THREW,
  THREW,
} from '../hostile-program.ts'

/** Errors, arguments, log lines and scripts that are something else than they look. */
export const TRAPS_IN_WORDS: readonly HostileProgram[] = [
  ...programs('errors', [
    {
      name: 'error that is its own cause, and its message',
      tries: 'be described without end',
      hook: '() => { const e=new Error("a"); e.cause=e; e.message={toString(){throw e}}; throw e }',
      must: THREW,
    },
    {
      name: 'message of 256 million letters',
      tries: 'be made flat where it is cut',
      hook: '() => { let m="x"; for(let i=0;i<28;i++) m+=m; throw new Error(m) }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'name that loops beside a message that grows',
      tries: 'loop while its error is read',
      hook: '() => { let n=0; throw { get message(){ n++; return "x".repeat(n*1e6) }, get name(){ for(;;); } } }',
      must: STOPPED,
    },
    { name: 'symbol, thrown', tries: 'not be a text', hook: '() => { throw Symbol("x") }', must: THREW },
    {
      name: 'function whose every member loops',
      tries: 'loop when it is looked at',
      hook: '() => { throw new Proxy(function(){}, { get(t,k){ for(;;); } }) }',
      must: STOPPED,
    },
    {
      name: 'error of the host with a megabyte of problems',
      tries: 'look like a refusal of the host',
      hook: '() => { const e = new Error("boom"); e.code="CAPABILITY_DENIED"; e.name="TenonHostError"; e.problems=[{pointer:"/x",message:"x".repeat(1e6)}]; throw e }',
      must: THREW,
    },
    {
      name: 'call sites that are kept',
      tries: 'fill the heap by stacks',
      hook: '() => { Error.prepareStackTrace=(e,s)=>{ globalThis.k=(globalThis.k??[]); globalThis.k.push(s); return s.map(x=>x.getThis?.()) }; for(;;) new Error("x").stack }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'stacks without a limit, kept',
      tries: 'fill the heap by errors',
      hook: '() => { Error.stackTraceLimit=Infinity; const f=(n)=>{ if(n===0) throw new Error("x"); f(n-1) }; const k=[]; for(;;) try{ f(3000) } catch(e){ k.push(e) } }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'refusal of ten million letters',
      tries: 'fill what a person reads',
      hook: '() => { throw {[Symbol.for("tenon.rejection")]:true, message:"x".repeat(1e7)} }',
      must: BAD_RETURN,
    },
    {
      name: 'refusal of a place that is none',
      tries: 'point out of its record',
      hook: '() => { throw {[Symbol.for("tenon.rejection")]:true, message:"m", problems:[{pointer:"__proto__/..//etc/passwd",message:"p",rule:"<script>"}]} }',
      must: BAD_RETURN,
    },
  ]),
  ...programs('host arguments', [
    {
      name: 'entity that is another at the second look',
      tries: 'be checked as one and asked as another',
      hook: '(r,t) => { let n=0; return t.records.find(new Proxy({}, { ownKeys:()=>["entity"], getOwnPropertyDescriptor:()=>({enumerable:true,configurable:true}), get:()=> n++ ? "secret" : "thing" })).then(()=>[{n}], e=>[{e:e.code}]) }',
      grants: ['entity:thing:read'],
      must: { ends: ['OK'], changes: { n: 1 }, reached: 1 },
    },
    {
      name: 'arguments with a then',
      tries: 'loop where they might be awaited',
      hook: '(r,t) => t.records.find({ entity:"thing", then(f){ for(;;); } }).then(()=>[{}], e=>[{e:e.code}])',
      grants: ['entity:thing:read'],
      must: finds({ e: 'VALIDATION' }),
    },
  ]),
  ...programs('floods', [
    {
      name: 'line that loops as it becomes a text',
      tries: 'loop in the log',
      hook: '(r,t) => { t.log.info({ [Symbol.toPrimitive](){ for(;;); } }); return [{}] }',
      must: STOPPED,
    },
    {
      name: 'hundred thousand lines of a megabyte',
      tries: 'fill the log by length',
      hook: '(r,t) => { const s="x".repeat(1e6); for(let i=0;i<1e5;i++) t.log.warn(s); return [{a:1}] }',
      must: finds({ a: 1 }),
    },
    {
      name: 'lines for ever',
      tries: 'never stop to write',
      hook: '(r,t) => { let n=0; for(;;) { t.log.info(n++) } }',
      must: STOPPED,
    },
  ]),
  ...programs('capabilities', [
    {
      name: 'another actor in place of its own',
      tries: 'act as somebody else',
      hook: '(r,t) => { "use strict"; try { t.actor.id="root"; return [{bad:1}] } catch { return [{ok:1}] } }',
      must: finds({ ok: 1 }),
    },
  ]),
  ...programs('shared state', [
    {
      name: 'then that loops, for the next call',
      tries: 'stop whoever awaits in the next call',
      hook: '(r,t) => { Promise.prototype.then=function(){ for(;;); }; return t.records.find({entity:"thing"}) }',
      grants: ['entity:thing:read'],
      calls: 2,
      must: { ...REFUSED, reached: 2 },
    },
    {
      name: 'call, apply and bind that loop, for the next calls',
      tries: 'stop the runtime in the next call',
      hook: '() => { Function.prototype.call=Function.prototype.apply=Function.prototype.bind=()=>{ for(;;); }; Reflect.apply=()=>{for(;;);}; return [{a:1}] }',
      calls: 3,
      must: finds({ a: 1 }),
    },
    {
      name: 'names and an iterator on every object',
      tries: 'be part of each answer',
      hook: '() => { const o={}; return [o] }',
      calls: 2,
      setUp: 'Object.prototype.evil = "x"; Object.prototype[Symbol.iterator]=function*(){ for(;;) yield 1 };',
      must: finds({}),
    },
    {
      name: 'promises of another class, for the next call',
      tries: 'run where the runtime awaits',
      hook: 'async () => { Promise.prototype.constructor = class { constructor(){ for(;;); } }; return [{a:1}] }',
      calls: 2,
      must: finds({ a: 1 }),
    },
  ]),
  ...programs('code', [
    {
      name: 'thrown trap at load',
      tries: 'loop while its error is read',
      hook: '() => [{}]',
      setUp: 'throw new Proxy({}, { get(){ for(;;); } })',
      must: NOT_LOADED,
    },
    {
      name: 'jobs without end at load',
      tries: 'never be loaded',
      hook: '() => [{a:1}]',
      setUp: '(async()=>{ for(;;) await null })();',
      must: NOT_LOADED,
    },
    {
      name: 'million entities that a trap makes',
      tries: 'fill the list of hooks',
      hook: '() => [{a:1}]',
      setUp:
        'return { plugin: { entities: new Proxy({}, { ownKeys(){ return Array.from({length:1e6},(_,i)=>"k"+i) }, getOwnPropertyDescriptor(){ return {enumerable:true,configurable:true,value:{}} } }) } };',
      must: NOT_LOADED,
    },
    {
      name: 'definition whose every member loops',
      tries: 'loop while its hooks are listed',
      hook: '() => [{a:1}]',
      setUp: 'return { plugin: new Proxy({}, { get(){ for(;;); } }) };',
      must: NOT_LOADED,
    },
    {
      name: 'texts that loop',
      tries: 'loop as one is looked up',
      hook: '(r,t) => { try { return [{ a: t.i18n.t("x") }] } catch(e) { return [{ e: String(e.message).slice(0,50) }] } }',
      setUp:
        'const hook2=1; var x = { plugin:{ entities:{ thing:{ beforeCreate:(r,t)=>[{ a: String(t.i18n.t("x")) }] } } }, get locales(){ return new Proxy({}, { get(){ for(;;); } }) } }; return x;',
      must: STOPPED,
    },
  ]),
]
