import { finds, type HostileProgram, programs, STOPPED_OR_THREW } from '../hostile-program.ts'

/** Memory, stacks and code by what the language has learnt of late. */
export const NEWER_MEMORY: readonly HostileProgram[] = [
  ...programs('stack', [
    {
      name: 'iterator made flat within itself',
      tries: 'overflow in a helper of iterators',
      hook: '() => { const it = { *[Symbol.iterator]() { yield* Iterator.from([1]).flatMap(() => it) } }; [...it] }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'hundred thousand helpers on each other',
      tries: 'overflow in a chain of iterators',
      hook: '() => { let it = Iterator.from([1]); for (let i=0;i<1e5;i++) it = it.map(x=>x); return [{ n: [...it].length }] }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'million proxies of each other',
      tries: 'overflow in native code that follows them',
      hook: '() => { let p={}; for(let i=0;i<1e6;i++) p=new Proxy(p,{}); p.x }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'generators within each other',
      tries: 'overflow as one is read',
      hook: '() => { const g=function*(n){ if(n>0) yield* g(n-1); yield 1 }; for (const x of g(1e5)); }',
      must: STOPPED_OR_THREW,
    },
  ]),
  ...programs('memory', [
    {
      name: 'text that an iterator adds up',
      tries: 'grow in a reduce',
      hook: '() => { (function*(){ for(;;) yield "x" })().reduce((a,b)=>a+b, "") }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'list of an endless iterator',
      tries: 'fill the heap in native code',
      hook: '() => { (function*(){ for(;;) yield {} })().toArray() }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'matches that each hold the rest',
      tries: 'keep a text as often as it has letters',
      hook: '() => { const r=/(?=(x*))/g; for (const m of "x".repeat(3e4).matchAll(r)) globalThis.q=(globalThis.q??[]), globalThis.q.push(m) }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'constructor of a buffer that a typed array has',
      tries: 'find the buffer that grows',
      hook: '() => { const B = new Uint8Array(1).buffer.constructor; const b = new B(8,{maxByteLength:1e9}); const R = Object.getPrototypeOf(Uint8Array.prototype).constructor; return [{ r: b.resizable===true, same: B===ArrayBuffer }] }',
      must: finds({ r: false, same: true }),
    },
    {
      name: 'subclass of a buffer',
      tries: 'ask for one that grows by super',
      hook: '() => { class B extends ArrayBuffer { constructor(){ super(8,{maxByteLength:1e9}) } } ; return [{ r: new B().resizable===true }] }',
      must: finds({ r: false }),
    },
    {
      name: 'slice by a species',
      tries: 'have native code take buffers of 100 MB',
      hook: '() => { const b = new ArrayBuffer(8); b.constructor = { [Symbol.species]: function(n){ return new ArrayBuffer(1e8) } }; const k=[]; for(;;) k.push(b.slice(0)) }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'buffers that nobody keeps',
      tries: 'outrun the collector with native memory',
      hook: '() => { for(let i=0;i<2e5;i++) new ArrayBuffer(1<<22) ; return [{ok:1}] }',
      must: { ends: ['OK', ...STOPPED_OR_THREW.ends] },
    },
    {
      name: 'half floats',
      tries: 'take native memory by the newest typed array',
      hook: '() => { if (typeof Float16Array==="undefined") return [{none:1}]; const k=[]; for(;;) k.push(new Float16Array(1e6)) }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'indents of indents',
      tries: 'multiply in the writer of JSON',
      hook: '() => { let a=[]; for(let i=0;i<3000;i++) a=[a]; const k=[]; for(;;) k.push(JSON.stringify(a,null,10)) }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'one character that becomes eighteen',
      tries: 'grow in the tables of Unicode',
      hook: '() => { const s="\\uFDFA".repeat(1e6); const k=[]; for(;;) k.push(s.normalize("NFKD")) }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'formatters of durations',
      tries: 'take native memory by the newest formatter',
      hook: '() => { const F=Intl.DurationFormat; if(!F) return [{none:1}]; const k=[]; for(;;) k.push(new F("en",{style:"digital"})) }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'formatters of every zone',
      tries: 'take native memory by zones',
      hook: '() => { const k=[]; const z=Intl.supportedValuesOf("timeZone"); for(let i=0;;i++) k.push(new Intl.DateTimeFormat("en",{timeZone:z[i%z.length],dateStyle:"full"})) }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'errors of promises that all fail',
      tries: 'make a list of errors each time',
      hook: '() => { const k=[]; for(;;) k.push(Promise.any([Promise.reject(1),Promise.reject(2)])) }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'promises that nobody settles',
      tries: 'fill the heap with what waits',
      hook: '() => { const k=[]; for(;;) k.push(Promise.withResolvers()) }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'growth after its answer',
      tries: 'grow in the name of nobody',
      hook: '() => { const k=globalThis.k=[]; const f=()=>{ k.push(new Array(1e4).fill(1)); return Promise.resolve().then(f) }; f(); return [{a:1}] }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'unions of unions',
      tries: 'grow in native tables',
      hook: '() => { let s=new Set(Array.from({length:1e5},(_,i)=>i)); for(;;) s=s.union(new Set(Array.from({length:1e5},()=>({})))) }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'copies of ten million entries',
      tries: 'copy in one native step',
      hook: '() => { const a=new Array(1e7).fill(1); const k=[]; for(;;) k.push(a.with(0,2)) }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'splice of what is as long as may be',
      tries: 'reserve nine quadrillion entries',
      hook: '() => { [].toSpliced.call({length:2**53-2},0,0,1) }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'reverse copy of four billion holes',
      tries: 'reserve them',
      hook: '() => { [].toReversed.call({length:2**32-1}) }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'entry before thirty million holes',
      tries: 'move them each time',
      hook: '() => { const a=new Array(2**25); for(;;) a.unshift(1) }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'lists with one far entry',
      tries: 'fill the heap with sparse tables',
      hook: '() => { const k=[]; for(let i=0;;i++){ const a=[]; a[2**31]=i; k.push(a) } }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'descriptors of ten million letters',
      tries: 'make an object of each',
      hook: '() => { const s=new String("x".repeat(1e7)); Object.getOwnPropertyDescriptors(s) }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'symbols that are never forgotten',
      tries: 'fill a table that no collector empties',
      hook: '() => { for(let i=0;;i++) Symbol.for("k"+i) }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'slices of ropes',
      tries: 'keep what a slice was cut from',
      hook: '() => { const k=[]; let s="x".repeat(1e6); for(let i=0;;i++) { s=s+i; k.push(s.slice(1)) ; k.at(-1).charCodeAt(0) } }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'text escaped again and again',
      tries: 'grow by escapes',
      hook: '() => { if(!RegExp.escape) return [{none:1}]; const k=[]; for(;;) k.push(RegExp.escape("(".repeat(1e6))) }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'weak map whose keys are kept',
      tries: 'fill a table that the collector walks',
      hook: '() => { const w=new WeakMap(), k=[]; for(;;) { const o={}; k.push(o); w.set(o,new Array(100)) } }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'getters without end',
      tries: 'make a shape for each',
      hook: '() => { const o={}; for(let i=0;;i++) Object.defineProperty(o,"k"+i,{get(){return i}}) }',
      must: STOPPED_OR_THREW,
    },
  ]),
  ...programs('errors', [
    {
      name: 'chain of suppressed errors',
      tries: 'be walked to its end',
      hook: '() => { let e=1; for(let i=0;i<1e5;i++) e = new SuppressedError(e, e, "x"); throw e }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'chain of a hundred thousand causes',
      tries: 'be walked to its end',
      hook: '() => { let e; for(let i=0;i<1e5;i++) e=new Error("x"+i,{cause:e}); throw e }',
      must: STOPPED_OR_THREW,
    },
  ]),
  ...programs('code', [
    {
      name: 'templates within templates',
      tries: 'overflow the reader of code',
      hook: `() => { let s="1"; for(let i=0;i<5000;i++) s="\`\${"+s+"}\`"; new Function("return "+s)(); return [{}] }`,
      must: STOPPED_OR_THREW,
    },
    {
      name: 'hundred thousand cases',
      tries: 'outlast the compiler',
      hook: '() => { new Function("switch(1){"+Array.from({length:1e5},(_,i)=>"case "+i+":").join("")+"}")(); return [{}] }',
      must: STOPPED_OR_THREW,
    },
  ]),
]
