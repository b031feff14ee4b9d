import { hookAt, readPlugin } from './hook-table.js'
import { answerHostCall, writeLog } from './host-api.js'
import { setClock, setSeed } from './lock-down.js'
import { makeTenon } from './make-tenon.js'
import { describeThrown } from './plugin-error.js'
import { post } from './post.js'
import { parseJson } from './primordials.js'
import { isRejection, returnsOf, writeOutput, writeRejectedBatch } from './write-answers.js'
import { BadValue, wordsIn } from './write-json.js'

/*
 * What the child calls. No function here returns a value or throws: a thrown thing of a plugin would be copied to
 * the child, and copying it runs its getters outside every timer.
 */

const NOT_AWAITED = 'It ended while calls to its host were under way: what they were to do may be lost. Await them all.'

/** @type {Record<string, import('./host-api.js').GuestCall>} */
const calls = { __proto__: /** @type {never} */ (null) }

/** @param {string} source @param {number} now */
export function load(source, now) {
  setClock(now)
  try {
    post('loaded', '', 0, 'ok', readPlugin(source))
  } catch (error) {
    post('loaded', '', 0, 'failed', failureText(error, 'en'))
  }
}

/**
 * @param {string} callId
 * @param {string} settings  `{ target, now, seed, limits }` as JSON.
 * @param {string} input  HookInput as JSON.
 */
export function start(callId, settings, input) {
  const { target, now, seed, limits } = parseJson(settings)
  setClock(now)
  setSeed(seed)
  const call = {
    callId,
    locale: 'en',
    limits,
    ended: false,
    limitHit: '',
    usedUp: null,
    hostCalls: 0,
    requests: 0,
    inFlight: 0,
    logged: 0,
    linesLeftOut: 0,
    pending: { __proto__: /** @type {never} */ (null) },
    firstWaiting: null,
    lastWaiting: null,
  }
  calls[callId] = call
  // Never rejects: what a hook throws ends the call, not this function.
  void runHook(call, target, input)
}

/**
 * @param {string} callId
 * @param {string} header  `{ requestId, code }` as JSON.
 * @param {string} text
 */
export function answer(callId, header, text) {
  const call = calls[callId]
  if (call !== undefined) answerHostCall(call, parseJson(header), text)
}

/** @param {number} now  The clock moves only when a host call returns. */
export function moveClock(now) {
  setClock(now)
}

/** @param {string} callId */
export function cancel(callId) {
  const call = calls[callId]
  if (call === undefined) return
  call.ended = true
  delete calls[callId]
}

/** @param {import('./host-api.js').GuestCall} call @param {string} target @param {string} inputText */
async function runHook(call, target, inputText) {
  /** @type {import('./write-answers.js').AnswerRules | undefined} */
  let rules
  try {
    const input = parseJson(inputText)
    const { outputLength } = call.limits
    const { hook: name, locale, records, args, returns } = input
    call.locale = locale
    rules = { maxLength: outputLength, count: records.length, locale, returns: returns ?? returnsOf(name) }
    const hook = hookAt(target)
    if (hook === undefined) throw new BadValue(`the plugin has no '${target}'`, `插件没有“${target}”`)
    const returned = await hook(args === undefined ? records : args, makeTenon(call, input))
    settle(call, 'ok', writeOutput(returned, rules))
  } catch (thrown) {
    settleThrown(call, thrown, rules)
  }
}

/**
 * @param {import('./host-api.js').GuestCall} call
 * @param {unknown} thrown
 * @param {import('./write-answers.js').AnswerRules | undefined} rules
 */
function settleThrown(call, thrown, rules) {
  try {
    if (rules !== undefined && isRejection(thrown)) return settle(call, 'ok', writeRejectedBatch(thrown, rules))
    if (thrown instanceof BadValue) return settle(call, 'badReturn', wordsIn(thrown.badValue, call.locale))
  } catch (error) {
    return settle(call, 'badReturn', failureText(error, call.locale))
  }
  if (call.limitHit !== '') return settle(call, 'hostCallLimit', call.limitHit)
  settle(call, 'threw', describeThrown(thrown, call.locale))
}

/** @param {unknown} thrown @param {string} locale */
function failureText(thrown, locale) {
  try {
    return thrown instanceof BadValue ? wordsIn(thrown.badValue, locale) : describeThrown(thrown, locale)
  } catch {
    return describeThrown(undefined, locale)
  }
}

/**
 * @param {import('./host-api.js').GuestCall} call
 * @param {import('@tenon/sdk/contract/sandbox-protocol').SettledStatus} status
 * @param {string} text
 */
function settle(call, status, text) {
  if (call.ended) return
  if (status === 'ok' && call.inFlight > 0) writeLog(call, 'warn', NOT_AWAITED)
  call.ended = true
  delete calls[call.callId]
  if (call.linesLeftOut > 0) post('log', call.callId, 0, 'dropped', `${call.linesLeftOut}`)
  post('settled', call.callId, 0, status, text)
}
