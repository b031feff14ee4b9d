import {
  BAD_RETURN,
  finds,
  type HostileProgram,
  programs,
  STOPPED,
  STOPPED_OR_THREW,
  THREW,
} from '../hostile-program.ts'

/* Words that others would obey or cannot keep, promises in places of answers, and endless builtins of newer language. */

const REJECTION = '[Symbol.for("tenon.rejection")]: true'

const ANSWERS = programs('returns', [
  {
    name: 'list of promises',
    tries: 'have its call end before its answers are there',
    hook: '(records) => records.map(async () => ({ a: 1 }))',
    must: BAD_RETURN,
  },
  {
    name: 'list of rejected promises',
    tries: 'refuse so that nobody notices',
    hook: '(records) => records.map(async () => { throw new Error("no") })',
    must: BAD_RETURN,
  },
  {
    name: 'promises of a guard',
    tries: 'let everything pass by refusing too late',
    kind: 'guard',
    hook: '(records) => records.map(async () => { throw new Error("no") })',
    must: BAD_RETURN,
  },
  {
    name: 'promise deep within a value',
    tries: 'become an empty object without a word',
    hook: '() => [{ a: { b: [Promise.resolve(1)] } }]',
    must: BAD_RETURN,
  },
  {
    name: 'Proxy that is taken for a promise',
    tries: 'loop while it is asked what it is',
    hook: '() => [new Proxy({}, { getPrototypeOf() { for (;;); } })]',
    must: STOPPED,
  },
  {
    name: 'refusal without a word',
    tries: 'leave whoever writes without a reason',
    hook: `() => [{ ${REJECTION}, message: '' }]`,
    must: BAD_RETURN,
  },
  {
    name: 'date in place of changes',
    tries: 'be an object that is none',
    hook: '() => [new Date(0)]',
    must: BAD_RETURN,
  },
])

const WORDS = programs('errors', [
  {
    name: 'throws what no database can hold',
    tries: 'keep whoever writes its error down from doing so',
    hook: '() => { throw new Error("a\\u0000\\ud800") }',
    must: THREW,
  },
  {
    name: 'throws what turns around the text after it',
    tries: 'have its error read as something else',
    hook: '() => { throw new Error("\\u202egnp.exe\\u2066\\u001b]0;title\\u0007") }',
    must: THREW,
  },
  {
    name: 'stack that is made into paths',
    tries: 'learn where the runtime lies from the frames of a host error',
    hook: `async (r, tenon) => { Error.prepareStackTrace = (e, sites) => sites.map((site) => site.getFileName() + typeof site.getThis() + typeof site.getFunction()).join()
      const error = await tenon.records.find({}).catch((e) => e); return [{ paths: /[\\\\/:]/.test(String(error.stack)) }] }`,
    must: finds({ paths: false }),
  },
])

const ENDLESS = programs('cpu', [
  {
    name: 'typed array of what does not end',
    tries: 'fill a buffer from an iterator',
    hook: '() => { Uint8Array.from((function* () { for (;;) yield 1 })()) }',
    must: STOPPED,
  },
  {
    name: 'all promises of what does not end',
    tries: 'wait for more and more',
    hook: '() => Promise.all((function* () { for (;;) yield Promise.resolve() })())',
    must: STOPPED,
  },
  {
    name: 'sets of characters that backtrack',
    tries: 'backtrack in the newest kind of expressions',
    hook: '() => { /^(?:[[a-z]&&[a-y]]+x?)+$/v.test("x".repeat(50) + "!") ; for (;;) /(x+x+)+y/.test("x".repeat(60)) }',
    must: STOPPED,
  },
  {
    name: 'parameters of a text that loop',
    tries: 'loop while a text is put together',
    hook: "(r, tenon) => { tenon.i18n.t('x', { get count() { for (;;); } }) }",
    must: STOPPED,
  },
  {
    name: 'hasInstance that asks itself',
    tries: 'recurse by an operator',
    hook: '() => { const C = function () {}; Object.defineProperty(C, Symbol.hasInstance, { value: (x) => x instanceof C }); ({}) instanceof C }',
    must: STOPPED_OR_THREW,
  },
])

const REALM = programs('bridge', [
  {
    name: 'everything frozen',
    tries: 'leave the runtime unable to write anything down',
    hook: `() => { const seen = new Set(); const freeze = (o) => { if (!o || (typeof o !== 'object' && typeof o !== 'function') || seen.has(o)) return; seen.add(o); Object.freeze(o)
      for (const key of Reflect.ownKeys(o)) try { freeze(o[key]) } catch {} } ; freeze(globalThis); return [{ a: 1 }] }`,
    calls: 2,
    must: finds({ a: 1 }),
  },
  {
    name: 'global object behind a Proxy',
    tries: 'be asked for every name that the runtime uses',
    hook: '() => { Object.setPrototypeOf(globalThis, new Proxy({}, { get() { for (;;); }, has() { for (;;); } })); return [{ a: 1 }] }',
    calls: 2,
    must: finds({ a: 1 }),
  },
])

export const WORDS_AND_PROMISES: HostileProgram[] = [...ANSWERS, ...WORDS, ...ENDLESS, ...REALM]
