import { callHost, writeLog } from './host-api.js'
import { readClock } from './lock-down.js'
import { makeTranslate } from './make-translate.js'
import { freeze } from './primordials.js'

/**
 * The part of a HookInput that the code reads through `tenon`.
 * @typedef {object} CallFacts
 * @property {unknown} actor
 * @property {string} locale
 * @property {string} [eventId]
 * @property {unknown} [settings]
 * @property {unknown} [contracts]
 * @property {unknown} [form]
 * @property {unknown} [migration]
 */

/**
 * What hooks get as `tenon`. Frozen, and one per call, so that a call's marker cannot be lent to another.
 * @param {import('./host-api.js').GuestCall} call
 * @param {CallFacts} input
 */
export function makeTenon(call, input) {
  /** @param {string} method */
  const hostMethod = (method) => (/** @type {unknown} */ args) => callHost(call, method, args)
  return freeze({
    __proto__: null,
    records: freeze({
      __proto__: null,
      find: hostMethod('records.find'),
      get: hostMethod('records.get'),
      create: hostMethod('records.create'),
      update: hostMethod('records.update'),
      link: hostMethod('records.link'),
      delete: hostMethod('records.delete'),
    }),
    kv: makeKv(call),
    http: freeze({
      __proto__: null,
      fetch: (/** @type {unknown} */ url, /** @type {object} */ options) =>
        callHost(call, 'http.fetch', { ...options, url }),
    }),
    events: freeze({
      __proto__: null,
      emit: (/** @type {unknown} */ name, /** @type {unknown} */ payload) =>
        callHost(call, 'events.emit', { name, payload: payload ?? null }),
    }),
    jobs: freeze({
      __proto__: null,
      schedule: (/** @type {unknown} */ name, /** @type {object} */ options) =>
        callHost(call, 'jobs.schedule', { ...options, name }),
      cancel: (/** @type {unknown} */ key) => callHost(call, 'jobs.cancel', { key }),
    }),
    log: freeze({
      __proto__: null,
      info: (/** @type {unknown} */ message) => writeLog(call, 'info', message),
      warn: (/** @type {unknown} */ message) => writeLog(call, 'warn', message),
    }),
    i18n: freeze({ __proto__: null, locale: input.locale, t: makeTranslate(input.locale) }),
    progress: (/** @type {unknown} */ done, /** @type {unknown} */ total, /** @type {unknown} */ message) =>
      callHost(call, 'action.progress', { done, total, message }),
    actor: makeActor(call, input.actor),
    locale: input.locale,
    eventId: input.eventId ?? null,
    settings: input.settings ?? {},
    contracts: input.contracts ?? {},
    form: input.form ?? {},
    migration: input.migration ?? null,
    now: () => new Date(readClock()),
  })
}

/**
 * Who acts, and whether they have a right that roles name.
 * @param {import('./host-api.js').GuestCall} call
 * @param {unknown} actor
 */
function makeActor(call, actor) {
  const hasRight = (/** @type {unknown} */ right) => callHost(call, 'actor.hasRight', { right })
  return typeof actor === 'object' && actor !== null ? freeze({ ...actor, hasRight }) : actor
}

/** @param {import('./host-api.js').GuestCall} call */
function makeKv(call) {
  return freeze({
    __proto__: null,
    get: (/** @type {unknown} */ key) => callHost(call, 'kv.get', { key }),
    list: (/** @type {object} */ options) => callHost(call, 'kv.list', { ...options }),
    set: (/** @type {unknown} */ key, /** @type {unknown} */ value, /** @type {object} */ options) =>
      callHost(call, 'kv.set', { ...options, key, value: value ?? null }),
    delete: (/** @type {unknown} */ key) => callHost(call, 'kv.delete', { key }),
    increment: (/** @type {unknown} */ key, /** @type {object} */ options) =>
      callHost(call, 'kv.increment', { ...options, key }),
  })
}
