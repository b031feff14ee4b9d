import { BAD_RETURN, finds, programs, STOPPED, THREW, WHATEVER } from '../hostile-program.ts'

/* What is allowed once and is asked for without end, and answers that are something else at each look. */

const FLOODS = programs('floods', [
  {
    name: 'request in the finally of each request',
    tries: 'ask on whatever it is answered, also that it may not',
    hook: `async (r, tenon) => { const ask = () => tenon.kv.get('k').finally(ask); await ask() }`,
    must: { ends: ['PLUGIN_HOST_CALL_LIMIT', ...STOPPED.ends] },
  },
  {
    name: 'values for the store, each as large as may be',
    tries: 'have core read ten megabytes that it then refuses',
    kind: 'after',
    hook: `async (r, tenon) => { for (let i = 0; i < 40; i++) try { await tenon.kv.set('k' + i, 'x'.repeat(250000)) } catch {} }`,
    must: { ...WHATEVER, reached: 0 },
  },
  {
    name: 'events, jobs and progress all at once',
    tries: 'spend each budget and be refused by none',
    kind: 'after',
    hook: `async (r, tenon) => { await Promise.allSettled(Array.from({ length: 3000 }, (_, i) =>
      [() => tenon.events.emit('e' + i, {}), () => tenon.jobs.schedule('j', { after: { days: 1 } }), () => tenon.progress(i, 1), () => tenon.actor.hasRight('x')][i % 4]())) }`,
    must: { ...WHATEVER, reached: 0 },
  },
  {
    name: 'counters in a before-hook',
    tries: 'have an effect where none is allowed',
    hook: `async (r, tenon) => { const ends = []; for (const ask of [() => tenon.kv.increment('n'), () => tenon.events.emit('e'), () => tenon.jobs.cancel('k')])
      ends.push(await ask().then(() => 'done', (error) => error.code)); return [{ ends: ends.join() }] }`,
    must: finds({ ends: 'CAPABILITY_DENIED,CAPABILITY_DENIED,CAPABILITY_DENIED' }),
  },
  {
    name: 'long lines in many calls',
    tries: 'fill the log with characters instead of lines',
    calls: 40,
    hook: "(r, tenon) => { for (let i = 0; i < 100; i++) tenon.log.info('\\u{1F600}'.repeat(1000)); return [{ a: 1 }] }",
    must: finds({ a: 1 }),
  },
])

const ASYNCHRONY = programs('asynchrony', [
  {
    name: 'jobs that starve a host answer',
    tries: 'wait for its answer without giving up its turn',
    hook: `async (r, tenon) => { let come = false; tenon.records.find({ entity: 'thing' }).catch(() => {}).then(() => { come = true })
      while (!come) await null }`,
    must: { ...STOPPED, reached: 1 },
  },
  {
    name: 'storm of functions that wait for each other',
    tries: 'answer only when a hundred thousand have',
    hook: `async () => { let last = Promise.resolve(); for (let i = 0; i < 1e5; i++) { const before = last; last = (async () => { await before; await null })() } await last; return [{ a: 1 }] }`,
    must: { ends: ['OK', ...THREW.ends, ...STOPPED.ends], changes: { a: 1 } },
  },
])

const RETURNS = programs('returns', [
  {
    name: 'refusal of a hundred problems, each as long as may be',
    tries: 'be an answer that is longer than any may be',
    hook: `() => { throw { [Symbol.for('tenon.rejection')]: true, message: 'no', problems: Array.from({ length: 100 }, () => ({ pointer: '/name', message: 'x'.repeat(7900) })) } }`,
    must: BAD_RETURN,
  },
  {
    name: 'list of refusals, each nearly as long as may be',
    tries: 'be cut on its way, and wait for ever for what it has answered',
    hook: `(records) => records.map(() => ({ [Symbol.for('tenon.rejection')]: true, message: 'no', problems: Array.from({ length: 100 }, (_, i) => ({ pointer: '/' + i, message: '\u0000'.repeat(1300) })) }))`,
    must: BAD_RETURN,
  },
  {
    name: 'answer that is deeper at each look',
    tries: 'be read without end',
    hook: `() => { const p = () => new Proxy({}, { ownKeys: () => ['a'], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 1 }), get: (_, key) => key === 'a' ? p() : undefined }); return [p()] }`,
    must: BAD_RETURN,
  },
  {
    name: 'recursion in toJSON',
    tries: 'be asked how it is written',
    hook: '() => [{ a: { toJSON() { return this.toJSON() } } }]',
    must: BAD_RETURN,
  },
  {
    name: 'raw JSON',
    tries: 'be written as it is',
    hook: `() => [{ a: JSON.rawJSON('1e999') }]`,
    must: finds({ a: { rawJSON: '1e999' } }),
  },
  {
    name: 'getter that takes its own place',
    tries: 'be a text when it is checked and a bomb when it is written',
    hook: `() => { const o = { get a() { Object.defineProperty(o, 'a', { value: 'x'.repeat(3e5), enumerable: true }); return 'short' } }; return [o] }`,
    must: finds({ a: 'short' }),
  },
])

const PROTOTYPES = programs('bridge', [
  {
    name: 'kind of its answer by prototype',
    tries: 'be asked one question where its records are',
    calls: 2,
    hook: `() => { for (const [key, value] of Object.entries({ returns: 'result', args: {}, result: 'forged', answers: [] })) Object.prototype[key] = value; return [{ a: 1 }] }`,
    must: finds({ a: 1 }),
  },
  {
    name: 'texts by names of Object.prototype',
    tries: 'read what is no text of the plugin',
    hook: `(r, tenon) => { const seen = []; for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty'])
      try { seen.push(typeof tenon.i18n.t(key)) } catch (error) { seen.push('threw') } return [{ onlyTexts: seen.every((one) => one === 'string' || one === 'threw') }] }`,
    must: finds({ onlyTexts: true }),
  },
  {
    name: 'prototypes by the input',
    tries: 'reach the host by what it was given',
    hook: `(records) => { records[0].values.__proto__.polluted = 1; records.__proto__.polluted = 1; records[0].__proto__.constructor.prototype.polluted = 1; return [{ a: ({}).polluted }] }`,
    must: finds({ a: 1 }),
  },
  {
    name: 'pollution that answers for what is missing',
    tries: 'have the writer of answers read what nobody has set',
    hook: `() => { for (const key of ['kind', 'changes', 'message', 'problems', 'fields', 'outcome', 'value', 'answers', 'status', 'code'])
      Object.prototype[key] = 'forged'; return [{ a: 1 }] }`,
    must: finds({ a: 1 }),
  },
])

const ESCAPES = programs('escapes', [
  {
    name: 'names that were taken away',
    tries: 'find shared memory, native code or the end of others',
    hook: `() => { const found = new Set(); const seen = new Set(); const look = (o, depth) => { if (depth > 4 || o === null || (typeof o !== 'object' && typeof o !== 'function') || seen.has(o)) return; seen.add(o)
      for (const key of Reflect.ownKeys(o)) { const text = String(key); if (/^(Shared|Atomics|WebAssembly|Finalization|WeakRef|ivm|\\$tenon)/.test(text)) found.add(text)
        try { look(o[key], depth + 1) } catch {} } look(Object.getPrototypeOf(o), depth + 1) }
      look(globalThis, 0); return [{ found: [...found].join() }] }`,
    must: finds({ found: '' }),
  },
])

export const BUDGET_EDGES = [...FLOODS, ...ASYNCHRONY, ...RETURNS, ...PROTOTYPES, ...ESCAPES]
