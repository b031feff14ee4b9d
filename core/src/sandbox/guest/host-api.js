import { pluginError } from './plugin-error.js'
import { post } from './post.js'
import { cap, ceil, HostPromise, min, parseJson } from './primordials.js'
import { BadValue, wordsIn, writeJson } from './write-json.js'

const MAX_ARGUMENTS = 256 * 1024
const MAX_LOG_LINE = 2000
/** So many characters of a line count as one line; core counts the same way. */
const LOG_UNIT = 500
/** After so many lines in vain, some tenths of a millisecond of work, a flood lets others have the processor. */
const PAUSE_EVERY = 1_000

/**
 * @typedef {object} PendingCall
 * @property {(value: unknown) => void} resolve
 * @property {(error: unknown) => void} reject
 * @property {string} method
 * @property {string} text
 * @property {PendingCall | null} next  Next one that waits for a free place in flight.
 */

/**
 * @typedef {object} GuestCall
 * @property {string} callId
 * @property {string} locale
 * @property {import('@tenon/sdk/contract/sandbox-protocol').GuestLimits} limits
 * @property {boolean} ended
 * @property {string} limitHit  How it asked for more than it may; empty while it has not.
 * @property {Error | null} usedUp  What requests beyond the limit are refused with.
 * @property {number} hostCalls
 * @property {number} requests  Id of the newest request that was posted.
 * @property {number} inFlight
 * @property {number} logged  Lines written, long ones counted as several.
 * @property {number} linesLeftOut
 * @property {Record<number, PendingCall>} pending
 * @property {PendingCall | null} firstWaiting
 * @property {PendingCall | null} lastWaiting
 */

/** @param {GuestCall} call @param {string} method @param {unknown} args */
export function callHost(call, method, args) {
  return new HostPromise((resolve, reject) => {
    const { locale } = call
    if (call.ended) throw pluginError('CALL_ENDED', wordsIn(ENDED, locale))
    if (call.hostCalls >= call.limits.hostCalls) {
      call.usedUp ??= usedUp(call)
      throw call.usedUp
    }
    call.hostCalls += 1
    send(call, { resolve, reject, method, text: argumentText(args, locale), next: null })
  })
}

const ENDED = {
  en: 'This call has ended; its host may not be called any more.',
  zh: '此次调用已结束，不能再向宿主请求。',
}

/**
 * One for all requests beyond the limit: to make one for each of thousands would take longer than a hook may, and say of a flood
 * that it was slow.
 * @param {GuestCall} call
 */
function usedUp(call) {
  const limit = call.limits.hostCalls
  const words = { en: `This call may call its host ${limit} times.`, zh: `此次调用最多可向宿主请求 ${limit} 次。` }
  call.limitHit = wordsIn(words, call.locale)
  return pluginError('HOST_CALL_LIMIT', call.limitHit)
}

/** @param {unknown} args @param {string} locale */
function argumentText(args, locale) {
  try {
    return writeJson(args ?? null, MAX_ARGUMENTS)
  } catch (error) {
    if (!(error instanceof BadValue)) throw error
    const { en, zh } = error.badValue
    throw pluginError('VALIDATION', wordsIn({ en: `Not sent: ${en}.`, zh: `未发送：${zh}。` }, locale))
  }
}

/** @param {GuestCall} call @param {PendingCall} pending */
function send(call, pending) {
  if (call.inFlight >= call.limits.hostCallsInFlight) {
    if (call.lastWaiting === null) call.firstWaiting = pending
    else call.lastWaiting.next = pending
    call.lastWaiting = pending
    return
  }
  call.inFlight += 1
  call.requests += 1
  call.pending[call.requests] = pending
  post('host', call.callId, call.requests, pending.method, pending.text)
}

/**
 * @param {GuestCall} call
 * @param {Omit<import('@tenon/sdk/contract/sandbox-protocol').HostAnswer, 'text'>} header
 * @param {string} text
 */
export function answerHostCall(call, { requestId, code, problems }, text) {
  const pending = call.pending[requestId]
  if (pending === undefined) return
  delete call.pending[requestId]
  call.inFlight -= 1
  const waiting = call.firstWaiting
  if (waiting !== null) {
    call.firstWaiting = waiting.next
    if (waiting.next === null) call.lastWaiting = null
    send(call, waiting)
  }
  // Limits that only the host can count, such as rows and depth.
  if (code === 'HOST_CALL_LIMIT') call.limitHit = text
  if (code === null) pending.resolve(parseJson(text))
  else pending.reject(pluginError(code, text, problems ?? []))
}

/** @param {GuestCall} call @param {string} level @param {unknown} message */
export function writeLog(call, level, message) {
  if (call.ended) return
  if (call.logged >= call.limits.logLines) {
    call.linesLeftOut += 1
    if (call.linesLeftOut % PAUSE_EVERY === 0) post('pause', call.callId, 0, '', '')
    return
  }
  // Before the text is made, which may log as well.
  call.logged += 1
  const line = cap(`${message}`, MAX_LOG_LINE)
  if (line.length > LOG_UNIT) call.logged += min(ceil(line.length / LOG_UNIT), MAX_LOG_LINE / LOG_UNIT) - 1
  post('log', call.callId, 0, level, line)
}
