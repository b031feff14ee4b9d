import { finds, programs, STOPPED, WHATEVER } from '../hostile-program.ts'

const READ = ['entity:thing:read']

export const ASYNCHRONY = programs('asynchrony', [
  {
    name: 'never settles',
    tries: 'keep its caller waiting',
    hook: '() => new Promise(() => {})',
    must: { ends: ['PLUGIN_TIMEOUT'] },
  },
  {
    name: 'awaits itself',
    tries: 'wait for its own promise',
    hook: '() => { const p = Promise.resolve().then(() => p); return p }',
    must: { ends: ['PLUGIN_THREW', 'PLUGIN_TIMEOUT'] },
  },
  {
    name: 'unhandled rejection',
    tries: "end a neighbour's call with its error",
    hook: '() => { Promise.reject(new Error("for somebody else")); return [{ a: 1 }] }',
    must: finds({ a: 1 }),
  },
  {
    name: 'unhandled rejection with a looping message',
    tries: 'loop outside every timer while its error is copied',
    hook: '() => { Promise.reject({ get message() { for (;;); }, get stack() { for (;;); } }); return [{}] }',
    must: { ends: ['OK', ...STOPPED.ends] },
  },
  {
    name: 'thousand unhandled rejections',
    tries: 'fill a list of the host',
    hook: '() => { for (let i = 0; i < 1000; i++) Promise.reject(i); return [{ a: 1 }] }',
    must: finds({ a: 1 }),
  },
  {
    name: 'loop after its answer',
    tries: 'work on when it has answered',
    hook: '() => { Promise.resolve().then(() => Promise.resolve()).then(() => { for (;;); }); return [{ a: 1 }] }',
    must: { ends: ['OK', ...STOPPED.ends] },
  },
  {
    name: 'host call after its answer',
    tries: 'use its rights after the end',
    grants: READ,
    setUp: 'let kept, late = "none"',
    hook: `(r, tenon) => { if (kept === undefined) { kept = tenon; return [{}] }
      return kept.records.find({ entity: 'thing' }).catch((error) => { late = error.code }).then(() => [{ late }]) }`,
    calls: 2,
    must: finds({ late: 'CALL_ENDED' }),
  },
  {
    name: 'log line after its answer',
    tries: 'write to the log in another name',
    setUp: 'let kept',
    hook: '(r, tenon) => { kept?.log.info("late"); kept ??= tenon; return [{ a: 1 }] }',
    calls: 2,
    must: finds({ a: 1 }),
  },
  {
    name: 'promise of an earlier call',
    tries: 'answer with a promise that has no timer',
    setUp: 'let kept',
    hook: '() => { if (kept !== undefined) return kept; kept = new Promise(() => {}); return [{}] }',
    calls: 2,
    must: { ends: ['PLUGIN_TIMEOUT'] },
  },
  {
    name: 're-entrant host calls in getters',
    tries: 'confuse the runtime while it writes arguments',
    grants: READ,
    hook: `(r, tenon) => tenon.records.find({ get entity() { tenon.records.find({ entity: 'thing' }).catch(() => {}); return 'thing' } }).then(() => [{ a: 1 }])`,
    must: finds({ a: 1 }, 2),
  },
  {
    name: 'host call recursion in a getter',
    tries: 'call the host without end from within a host call',
    grants: READ,
    hook: `(r, tenon) => { const args = { get entity() { tenon.records.find(args).catch(() => {}); return 'thing' } }; return tenon.records.find(args) }`,
    must: WHATEVER,
  },
  {
    name: 'host call while its answer is written',
    tries: 'call the host from a getter of the return',
    grants: READ,
    hook: `(r, tenon) => [{ get a() { tenon.records.find({ entity: 'thing' }).catch(() => {}); return 1 } }]`,
    must: finds({ a: 1 }, 1),
  },
  {
    name: 'rejection storm in answers',
    tries: 'loop when a host answer arrives',
    hook: `async (r, tenon) => { Object.defineProperty(Object.prototype, 'code', { get() { for (;;); }, set() { for (;;); } });
      await tenon.records.find({}).catch(() => {}); return [{ a: 1 }] }`,
    must: { ends: ['OK', ...STOPPED.ends] },
  },
  {
    name: 'then on every object',
    tries: 'take over whatever is awaited',
    hook: '() => { Object.prototype.then = function () { for (;;); }; return [{ a: 1 }] }',
    must: STOPPED,
  },
  {
    name: 'host answer that is thenable',
    tries: 'take over answers of the host',
    grants: READ,
    hook: `async (r, tenon) => { let seen = 0; Object.prototype.then = function (done) { seen += 1; delete Object.prototype.then; done(1) };
      const got = await tenon.records.find({ entity: 'thing' }); return [{ seen, got }] }`,
    must: { ends: ['OK', 'PLUGIN_BAD_RETURN', 'PLUGIN_THREW'], reached: 1 },
  },
])
