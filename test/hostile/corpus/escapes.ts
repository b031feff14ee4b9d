import { finds, NOT_LOADED, programs, STOPPED_OR_THREW, THREW, WHATEVER } from '../hostile-program.ts'

/** Names that plugin code would be glad to find. */
const WANTED = `['process', 'require', 'module', 'Buffer', 'global', 'fetch', 'setTimeout', 'ivm', 'XMLHttpRequest', 'WebSocket', 'Deno']`

const ESCAPE_PROGRAMS = programs('escapes', [
  {
    name: 'constructor chains',
    tries: 'reach the global object of the host',
    hook: `(records, tenon) => { const things = [records, records[0], tenon.records.find, tenon.log.info, tenon.now, tenon.now(), Promise.resolve(), async () => {}, function* () {}];
      const worlds = things.map((thing) => thing.constructor.constructor('return globalThis')());
      return [{ same: worlds.every((world) => world === globalThis), found: ${WANTED}.filter((name) => worlds.some((world) => name in world)).length }] }`,
    must: finds({ same: true, found: 0 }),
  },
  {
    name: 'errors of the host',
    tries: "reach the host by an error's constructor",
    hook: `async (r, tenon) => { const error = await tenon.records.find({}).catch((e) => e);
      return [{ same: error.constructor.constructor('return globalThis')() === globalThis, path: /node:|\\.ts|node_modules|core.src/.test(error.stack) }] }`,
    must: finds({ same: true, path: false }),
  },
  {
    name: 'promises of the host',
    tries: "reach the host by a promise's constructor",
    hook: `(r, tenon) => { const promise = tenon.records.find({}); promise.catch(() => {});
      return [{ same: promise.constructor === Promise && Object.getPrototypeOf(promise) === Promise.prototype }] }`,
    must: finds({ same: true }),
  },
  {
    name: 'call sites',
    tries: 'take functions and receivers from the stack',
    hook: `() => { const got = []; Error.prepareStackTrace = (e, sites) => { for (const site of sites) { const fn = site.getFunction?.(); const self = site.getThis?.();
      if (String(site.getFileName()).startsWith('guest') && (fn || (self && self !== globalThis))) got.push(String(fn)) } return '' }; new Error('x').stack; delete Error.prepareStackTrace; return [{ got }] }`,
    must: finds({ got: [] }),
  },
  {
    name: 'arguments.callee.caller',
    tries: 'walk up the stack',
    hook: `function hook() { const callers = []; for (let f = arguments.callee.caller; f && callers.length < 9; f = f.caller) callers.push(typeof f); return [{ callers }] }`,
    must: finds({ callers: [] }),
  },
  {
    name: 'this of a plain function',
    tries: 'be given something of the runtime as this',
    hook: `function hook() { return [{ plain: this === globalThis || this === undefined }] }`,
    must: finds({ plain: true }),
  },
  {
    name: 'changes to what it is given',
    tries: 'replace its host for later calls',
    hook: `(r, tenon) => { 'use strict'; let thrown = 0; for (const change of [() => { tenon.records = 1 }, () => { tenon.records.find = 1 }, () => { tenon.x = 1 }, () => { Object.setPrototypeOf(tenon, {}) }])
      try { change() } catch { thrown += 1 } return [{ thrown }] }`,
    must: finds({ thrown: 4 }),
  },
  {
    name: 'prototype pollution',
    tries: 'change objects of the host',
    hook: '() => { Object.prototype.polluted = Array.prototype.polluted = Function.prototype.polluted = "yes"; return [{ a: 1 }] }',
    must: finds({ a: 1 }),
  },
  {
    name: 'pollution by merge of its changes',
    tries: 'set a prototype in the host when changes are merged',
    hook: `() => { const o = Object.create(null); o['__proto__'] = { polluted: 'yes' }; return [{ nested: o }] }`,
    must: { ends: ['PLUGIN_BAD_RETURN', 'OK'] },
  },
  {
    name: 'native syntax',
    tries: "call V8's own functions",
    hook: `() => { new Function('%SystemBreak()') }`,
    must: THREW,
  },
  {
    name: 'legacy statics',
    tries: 'read what the runtime matched last',
    hook: `() => [{ a: typeof RegExp.input === 'string' && RegExp.input.includes('tenon') }]`,
    must: finds({ a: false }),
  },
  {
    name: 'functions as text',
    tries: 'read paths and source of the runtime',
    hook: `(r, tenon) => [{ leaks: [tenon.records.find, tenon.log.info, Date, Math.random, ArrayBuffer].some((f) => /\\/work|\\/home|node_modules|import /.test(String(f))) }]`,
    must: finds({ leaks: false }),
  },
  {
    name: 'own script tag',
    tries: 'close the wrapper that its code is in',
    hook: `() => [{ a: 1 }] } } } })(); globalThis.outside = true; (function () { { { {`,
    must: { ends: ['PLUGIN_LOAD_FAILED', 'OK', 'PLUGIN_THREW'] },
  },
])

const CODE = programs('code', [
  { name: 'dynamic import', tries: 'load a module of the host', hook: '() => import("node:fs")', must: THREW },
  {
    name: 'dynamic import of the runtime',
    tries: "load the runtime's modules",
    hook: '() => import("./guest-main.js")',
    must: THREW,
  },
  {
    name: 'import by data address',
    tries: 'load code from text',
    hook: '() => import("data:text/javascript,export default 1")',
    must: THREW,
  },
  {
    name: 'static import',
    tries: 'load a module at load',
    hook: '() => {}',
    setUp: 'import fs from "node:fs"',
    must: NOT_LOADED,
  },
  { name: 'import.meta', tries: 'read its address', hook: '() => [{ a: import.meta.url }]', must: NOT_LOADED },
  {
    name: 'require',
    tries: 'load a module of Node',
    hook: '() => require("child_process").execSync("id")',
    must: THREW,
  },
  { name: 'process binding', tries: 'reach native code', hook: '() => process.binding("spawn_sync")', must: THREW },
  {
    name: 'indirect eval',
    tries: 'find another global object',
    hook: `() => [{ same: (0, eval)('this') === globalThis && new Function('return this')() === globalThis }]`,
    must: finds({ same: true }),
  },
  { name: 'debugger', tries: 'stop the process', hook: '() => { debugger; return [{ a: 1 }] }', must: finds({ a: 1 }) },
  {
    name: 'giant source by eval',
    tries: 'fill the compiler',
    hook: '() => { (0, eval)("var a = 1;".repeat(2e6)) }',
    must: STOPPED_OR_THREW,
  },
  {
    name: 'giant source',
    tries: 'load more than it may',
    hook: '() => {}',
    setUp: `/*${'x'.repeat(1_200_000)}*/`,
    must: NOT_LOADED,
  },
  { name: 'broken source', tries: 'not be a program', hook: '() => {', must: NOT_LOADED },
  {
    name: 'source of null characters',
    tries: 'confuse the compiler',
    hook: '() => {}',
    setUp: '\0\0\0',
    must: NOT_LOADED,
  },
  {
    name: 'shebang and html comments',
    tries: 'hide code from a reader',
    hook: '() => [{ a: 1 }]',
    setUp: '<!-- hidden\n',
    must: finds({ a: 1 }),
  },
  {
    name: 'throws at load',
    tries: 'fail before any hook',
    hook: '() => {}',
    setUp: 'throw { get message() { throw 1 } }',
    must: NOT_LOADED,
  },
  {
    name: 'top-level await',
    tries: 'wait at load',
    hook: '() => {}',
    setUp: 'await new Promise(() => {})',
    must: NOT_LOADED,
  },
  {
    name: 'unhandled rejection at load',
    tries: "end the first hook's call",
    hook: '() => [{ a: 1 }]',
    setUp: 'Promise.reject(new Error("load"))',
    must: finds({ a: 1 }),
  },
  {
    name: 'definition with getters',
    tries: 'show other hooks at each look',
    hook: '() => [{ a: 1 }]',
    setUp: 'Object.defineProperty(Object.prototype, "plugin", { get() { for (;;); } })',
    must: WHATEVER,
  },
  {
    name: 'async disposal and using',
    tries: 'run code when a scope ends',
    hook: '() => { const s = new DisposableStack(); s.defer(() => { for (;;); }); s.dispose() }',
    must: STOPPED_OR_THREW,
  },
])

export const ESCAPES = [...ESCAPE_PROGRAMS, ...CODE]
