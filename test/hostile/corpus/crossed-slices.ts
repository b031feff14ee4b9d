import { finds, programs, STOPPED, STOPPED_OR_THREW, THREW, WHATEVER } from '../hostile-program.ts'

/* Work of one kind that goes on in the shadow of another: between slices, while the host is asked, after a kill. */

const READ = ['entity:thing:read']
/** Also what is no fault of the plugin's own: its child had to go. */
const STOPPED_OR_RESTARTED = { ends: [...STOPPED_OR_THREW.ends, 'PLUGIN_HOST_CALL_LIMIT'], reached: 60 }

const MEMORY = programs('memory', [
  {
    name: 'typed arrays that grow between slices',
    tries: 'hold more after each host answer, never much in one slice',
    grants: READ,
    hook: `async (r, tenon) => { const kept = []; for (let i = 0; i < 50; i++) { await tenon.records.find({ entity: 'thing' }); kept.push(new Float64Array(2e6).fill(i)) } return [{ a: kept.length }] }`,
    must: STOPPED_OR_RESTARTED,
  },
  {
    name: 'growth while its host answer is under way',
    tries: 'fill its memory in jobs of a promise beside the one that waits for the host',
    grants: READ,
    hook: `async (r, tenon) => { const kept = []; const grow = async () => { for (;;) { kept.push(new Array(1000).fill({})); await null } }
      void grow(); await tenon.records.find({ entity: 'thing' }) }`,
    must: { ...STOPPED_OR_RESTARTED, reached: 1 },
  },
  {
    name: 'getter of its answer that holds all it has made',
    tries: 'fill its memory while its answer is written',
    hook: `() => { const kept = []; return [{ get a() { for (;;) kept.push('x'.repeat(1e6) + kept.length) } }] }`,
    must: STOPPED_OR_THREW,
  },
  {
    name: 'getter that makes a buffer at each of a hundred thousand keys',
    tries: 'have memory outside its heap counted only after its answer',
    hook: `() => { const kept = []; const a = {}; for (let i = 0; i < 4000; i++) Object.defineProperty(a, 'k' + i, { enumerable: true, get() { kept.push(new Uint8Array(1e6).fill(1)); return 1 } }); return [{ a }] }`,
    must: STOPPED_OR_THREW,
  },
  {
    name: 'expressions over a text that host answers made longer',
    tries: 'double a text at each answer and match it quadratically at the end',
    grants: READ,
    hook: `async (r, tenon) => { let text = 'a'; for (let i = 0; i < 24; i++) { const { records } = await tenon.records.find({ entity: 'thing' }); text += text + records[0].name.slice(0, 0) } return [{ a: /(?:a|aa)+$(?<=b)/.test(text) }] }`,
    must: { ...STOPPED_OR_THREW, ends: [...STOPPED_OR_THREW.ends, 'OK'], reached: 24 },
  },
  {
    name: 'answers of the host that are never forgotten, with traps on them',
    tries: 'wrap each host answer in the one before',
    grants: READ,
    hook: `async (r, tenon) => { let last = {}; for (let i = 0; i < 40; i++) { const page = await tenon.records.find({ entity: 'thing' }); last = new Proxy(page, { get: (t, k) => k === 'then' ? undefined : k in t ? t[k] : last[k] }) } return [{ a: typeof last.missing }] }`,
    must: { ends: [...STOPPED_OR_THREW.ends, 'OK'], reached: 40 },
  },
])

const FLOODS = programs('floods', [
  {
    name: 'log flood while host calls are under way',
    tries: 'write lines without end in the time that the host takes',
    grants: READ,
    hook: `async (r, tenon) => { let open = 8; const calls = Array.from({ length: 8 }, () => tenon.records.find({ entity: 'thing' }).finally(() => { open -= 1 }))
      while (open > 0) { for (let i = 0; i < 1000; i++) tenon.log.warn('x'.repeat(400)); await null } await Promise.all(calls) }`,
    must: { ends: [...STOPPED.ends, 'OK'], reached: 8 },
  },
  {
    name: 'line in each getter of an argument, and a call in each line',
    tries: 'ask the host from the text of a line that is written while an argument is read',
    grants: READ,
    hook: `async (r, tenon) => { let n = 0; const line = { toString() { n += 1; if (n < 5000) void tenon.records.find({ get entity() { tenon.log.info(line); return 'thing' } }).catch(() => {}); return 'x' } }; tenon.log.info(line); return [{ a: 1 }] }`,
    must: { ...WHATEVER, reached: 52 },
  },
  {
    name: 'storm of promises across a host answer',
    tries: 'have a hundred thousand reactions wait for one answer, each of which makes another',
    grants: READ,
    hook: `async (r, tenon) => { const page = tenon.records.find({ entity: 'thing' }); const react = () => { page.then(react); page.then(react) }; for (let i = 0; i < 1e5; i++) page.then(react); await page; await new Promise(() => {}) }`,
    must: { ...STOPPED_OR_RESTARTED, reached: 1 },
  },
  {
    name: 'host calls that each rejection makes anew',
    tries: 'never be without a call under way, whichever ends',
    hook: `async (r, tenon) => { const again = () => tenon.records.find({ entity: 'not granted' }).catch(again); await Promise.all(Array.from({ length: 8 }, again)) }`,
    must: { ends: ['PLUGIN_HOST_CALL_LIMIT', ...STOPPED_OR_THREW.ends] },
  },
  {
    name: 'longest arguments while its memory is full',
    tries: 'have core hold what its own heap has no room for',
    grants: READ,
    hook: `async (r, tenon) => { const kept = []; try { for (;;) { kept.push(tenon.records.find({ entity: 'thing', where: { field: 'name', op: 'eq', value: String(kept.length).padEnd(250000, 'x') } }).catch(() => {})) } } catch {} await Promise.all(kept); return [{ a: 1 }] }`,
    must: { ...WHATEVER, reached: 60 },
  },
])

const SHARED = programs('shared state', [
  {
    name: 'work that was begun in a call that was stopped',
    tries: 'go on in the next call with what the first one has left, and answer in its place',
    calls: 2,
    setUp: 'globalThis.kept = globalThis.kept ?? []',
    hook: `async (r, tenon) => { globalThis.kept.push(tenon); if (globalThis.kept.length === 1) for (;;); const [first] = globalThis.kept; return [{ calls: globalThis.kept.length, same: first === tenon }] }`,
    must: { ends: [...STOPPED.ends] },
  },
  {
    name: 'host call of a call that was stopped, awaited by the next',
    tries: 'have the answer of one call given to another',
    calls: 2,
    grants: READ,
    setUp: 'globalThis.left = globalThis.left ?? null',
    hook: `async (r, tenon) => { if (globalThis.left === null) { globalThis.left = tenon.records.find({ entity: 'thing' }); globalThis.left.catch(() => {}); throw new Error('first') }
      const end = await Promise.race([globalThis.left.then(() => 'got', (e) => e.code), new Promise((done) => { let n = 0; const wait = () => (n += 1) > 1000 ? done('nothing') : Promise.resolve().then(wait); wait() })]); return [{ end }] }`,
    must: { ends: ['OK', ...THREW.ends], reached: 2 },
  },
  {
    name: 'module-level list that every call fills',
    tries: 'grow over many calls, a little in each, until its heap is full',
    calls: 60,
    setUp: 'const kept = []',
    hook: '() => { kept.push(new Array(100000).fill(kept.length + 0.5)); return [{ a: 1 }] }',
    must: { ends: ['OK', 'PLUGIN_CIRCUIT_OPEN', ...STOPPED_OR_THREW.ends] },
  },
  {
    name: 'module-level buffers that every call fills',
    tries: 'grow outside its heap over many calls',
    calls: 40,
    setUp: 'const kept = []',
    hook: '() => { kept.push(new Uint8Array(4e6).fill(7)); return [{ a: 1 }] }',
    must: { ends: ['OK', 'PLUGIN_CIRCUIT_OPEN', ...STOPPED_OR_THREW.ends] },
  },
  {
    name: 'definition changed by the call that is stopped',
    tries: 'put another hook in its place and be killed before anybody looks',
    calls: 3,
    setUp: 'let n = 0',
    hook: `() => { n += 1; if (n === 1) { TenonPlugin.plugin.entities.thing.beforeCreate = () => [{ a: 'other' }]; for (;;); } return [{ a: 'own' }] }`,
    must: { ends: ['OK', ...STOPPED.ends], changes: { a: 'own' } },
  },
  {
    name: 'record of an earlier call, written by a setter of a later one',
    tries: 'keep a trap in its own memory that reads what later calls are given',
    calls: 2,
    setUp: 'const seen = []',
    hook: `(records) => { Object.defineProperty(Object.prototype, 'name', { configurable: true, set(v) { seen.push(v) }, get() { return seen.length } }); const own = Object.hasOwn(records[0].values, 'name'); delete Object.prototype.name; return [{ own, seen: seen.length }] }`,
    must: finds({ own: true, seen: 0 }),
  },
])

const ASYNCHRONY = programs('asynchrony', [
  {
    name: 'answer given while eight host calls are under way, and more asked after it',
    tries: 'go on with the rights of its call once it has answered',
    grants: READ,
    hook: `(r, tenon) => { const go = () => { for (let i = 0; i < 8; i++) tenon.records.find({ entity: 'thing' }).then(go, go) }; go(); return [{ a: 1 }] }`,
    must: { ends: ['OK', ...STOPPED_OR_THREW.ends, 'PLUGIN_HOST_CALL_LIMIT'], changes: { a: 1 }, reached: 52 },
  },
  {
    name: 'loop in a reaction to a host answer, behind one that has answered',
    tries: 'have its call answered and go on in the same slice',
    grants: READ,
    hook: `(r, tenon) => { const page = tenon.records.find({ entity: 'thing' }); const answer = page.then(() => [{ a: 1 }]); page.then(() => {}).then(() => {}).then(() => {}).then(() => {}).then(() => { for (;;); }); return answer }`,
    must: { ends: ['OK', ...STOPPED.ends], reached: 1 },
  },
  {
    name: 'rejections that nobody hears, with a loop in each message, across host answers',
    tries: 'be looked at between slices, where no timer is',
    grants: READ,
    hook: `async (r, tenon) => { for (let i = 0; i < 20; i++) { Promise.reject({ get message() { for (;;); }, get stack() { for (;;); }, toString() { for (;;); } }); await tenon.records.find({ entity: 'thing' }) } return [{ a: 1 }] }`,
    must: { ends: ['OK', ...STOPPED.ends], changes: { a: 1 }, reached: 20 },
  },
])

export const CROSSED_SLICES = [...MEMORY, ...FLOODS, ...SHARED, ...ASYNCHRONY]
