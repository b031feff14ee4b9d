import { type HostileProgram, programs, STOPPED, STOPPED_OR_THREW } from '../hostile-program.ts'

/** Work without an end by what the language has learnt of late. */
export const NEWER_WORK: readonly HostileProgram[] = [
  ...programs('cpu', [
    {
      name: 'filter that lets nothing of an endless iterator through',
      tries: 'loop in helpers of iterators',
      hook: '() => { const g = function*(){ for(;;) yield 1 }; for (const x of g().map(x=>x).filter(()=>false).take(5)) ; }',
      must: STOPPED,
    },
    {
      name: 'drop of all that an iterator has',
      tries: 'loop in native code that reads',
      hook: '() => { (function*(){ for(;;) yield 1 })().drop(2**53-1).next() }',
      must: STOPPED,
    },
    {
      name: 'return of an iterator that loops',
      tries: 'loop as a helper closes what it reads',
      hook: '() => { const it = Iterator.from({ next: () => ({done:false,value:1}), return() { for(;;); } }); it.take(1).toArray() }',
      must: STOPPED,
    },
    {
      name: 'intersections of all letters',
      tries: 'have the compiler of expressions work out sets of sets',
      hook: '() => { const s = "[" + Array.from({length:400},()=>"\\\\p{L}").join("&&") + "]"; for (let i=0;;i++) new RegExp(s+i,"vi").test("x") }',
      must: STOPPED,
    },
    {
      name: 'emoji as sequences, fifty times',
      tries: 'match properties of strings without an end',
      hook: '() => { for (let i=0;;i++) new RegExp("\\\\p{RGI_Emoji}{1,50}"+i,"v").test("\u{1F468}".repeat(50)) }',
      must: STOPPED,
    },
    {
      name: 'three thousand named groups',
      tries: 'have each match make three thousand of them',
      hook: '() => { const s = Array.from({length:3000},(_,i)=>"(?<n"+i+">a)").join("|"); const m = new RegExp("(?:"+s+")*","d"); for (let i=0;;i++) m.exec("a".repeat(1000)) }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'catastrophe in small steps',
      tries: 'stay below each timer and loop on',
      hook: '() => { const r=/^(?:a+)+$/; for (let n=1;;n++) r.test("a".repeat(n%28)+"!") }',
      must: STOPPED,
    },
    {
      name: 'five stars and five references back',
      tries: 'try all ways to part a text',
      hook: '() => { /^(.*)(.*)(.*)(.*)(.*)\\1\\2\\3\\4\\5x$/.test("a".repeat(400)) }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'reviver that reads the source of each number',
      tries: 'make a text for each value',
      hook: '() => { for(;;) JSON.parse("["+"1,".repeat(1e5)+"1]", (k,v,c)=>c.source) }',
      must: STOPPED,
    },
    {
      name: 'reviver that gives more than it got',
      tries: 'be asked about what it has answered',
      hook: '() => { JSON.parse("[1,2,3]", function(k,v){ this.x = [1,2,3]; return [..."abc"].map(x=>({x,v})) }) ; for(;;) JSON.parse("[1]", function(k,v){ return {v} }) }',
      must: STOPPED,
    },
    {
      name: 'ten million halves of characters',
      tries: 'loop in a native repair',
      hook: '() => { const s="\\ud800".repeat(1e7); for(;;) s.toWellFormed() }',
      must: STOPPED,
    },
    {
      name: 'comparison of a million letters',
      tries: 'loop in the tables of a language',
      hook: '() => { const s="\\u0130".repeat(1e6); for(;;) s.localeCompare(s+"a","tr") }',
      must: STOPPED,
    },
    {
      name: 'words of a text without spaces',
      tries: 'have a dictionary look for words',
      hook: '() => { const s=new Intl.Segmenter("zh",{granularity:"word"}); for(;;) [...s.segment("\\u4e2d".repeat(1e5))] }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'word around each character',
      tries: 'begin anew for each',
      hook: '() => { const s=new Intl.Segmenter("th",{granularity:"word"}).segment("\\u0e01".repeat(1e6)); for(let i=0;;i+=1000) s.containing(i%1e6) }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'number of two hundred thousand digits, by a language',
      tries: 'write it in native code',
      hook: '() => { const b=10n**200000n; for(;;) b.toLocaleString("de") }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'sort by a language',
      tries: 'loop in a comparator that no timer sees',
      hook: '() => { const c=new Intl.Collator("zh"); const a=Array.from({length:2e5},(_,i)=>"\\u4e2d"+(i*7919%99991)); for(;;) a.toSorted(c.compare) }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'union with what only looks like a set',
      tries: 'have native code read without an end',
      hook: '() => { const s=new Set([1]); s.union({ size: 1e9, has(){ return true }, keys(){ return { next(){ return {done:false,value:Math.random()} } } } }) }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'set of infinite size',
      tries: 'loop in a question that native code asks',
      hook: '() => { new Set([1,2,3]).isSubsetOf({ size: Infinity, has(){ for(;;); }, keys(){} }) }',
      must: STOPPED,
    },
    {
      name: 'last of nine quadrillion',
      tries: 'search backwards without a check',
      hook: '() => { [].findLast.call({length:2**53-1},()=>false) }',
      must: STOPPED,
    },
    {
      name: 'nine quadrillion entries moved by one',
      tries: 'move without a check',
      hook: '() => { [].copyWithin.call({length:2**53-1},0,1) }',
      must: STOPPED,
    },
  ]),
  ...programs('asynchrony', [
    {
      name: 'list of an endless async generator',
      tries: 'fill the heap job by job',
      hook: '() => Array.fromAsync((async function*(){ for(;;) yield 1 })())',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'list of what says that it is nine quadrillion long',
      tries: 'reserve what nobody has',
      hook: '() => Array.fromAsync({ length: 2**53-1 })',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'list of ten million thenables',
      tries: 'run code for each entry of a list that it has not',
      hook: '() => Array.fromAsync({ length: 1e7, get 0() { return { then(f){ f(1) } } } })',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'list whose constructor gives a trap',
      tries: 'loop while native code fills it',
      hook: '() => Array.fromAsync.call(function(){ return new Proxy([], { defineProperty() { for(;;); } }) }, [1])',
      must: STOPPED,
    },
    {
      name: 'hundred thousand disposals',
      tries: 'work on as a scope ends',
      hook: 'async () => { const s = new (globalThis.AsyncDisposableStack ?? Object)(); if (!s.defer) return [{none:1}]; for(let i=0;i<1e5;i++) s.defer(async()=>{ await null }); await s.disposeAsync(); for(;;) await null }',
      must: STOPPED_OR_THREW,
    },
    {
      name: 'subclass of a promise that loops',
      tries: 'loop where native code makes one',
      hook: '() => { class P extends Promise { constructor(f){ super(f); for(;;); } }; return P.resolve(1) }',
      must: STOPPED,
    },
    {
      name: 'two jobs of each job',
      tries: 'fill the queue of jobs',
      hook: '() => { const f=()=>{ Promise.resolve().then(f); Promise.resolve().then(f) }; f(); return [{a:1}] }',
      must: STOPPED_OR_THREW,
    },
  ]),
  ...programs('bridge', [
    {
      name: 'exec that gives an index beyond the text',
      tries: 'have native code copy what is not there',
      hook: '() => { RegExp.prototype.exec = function(){ return {index:0,0:"",length:2**32} }; "abc".replace(/a/g,"$1") }',
      must: STOPPED_OR_THREW,
    },
  ]),
]
