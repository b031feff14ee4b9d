import { apply, construct, defineProperty, deleteProperty, RealArrayBuffer, RealDate } from './primordials.js'

/*
 * Takes away what escapes the isolate's accounting (memory it does not count, work after the call's end, output to
 * nowhere) and makes time and randomness the host's, so that tests and replays are exact.
 */

const REMOVED = [
  'WebAssembly',
  'SharedArrayBuffer',
  'Atomics',
  'WeakRef',
  'FinalizationRegistry',
  'console',
  'Temporal',
]

let clock = 0
let randomState = 1

/** @param {number} now  Milliseconds since the epoch that every way of reading the time gives until it is set again. */
export function setClock(now) {
  clock = now
}

export function readClock() {
  return clock
}

/** @param {number} seed  32 bits. */
export function setSeed(seed) {
  randomState = seed | 0
}

/** Mulberry32: small, and good enough for what a rule may want of chance. */
function seededRandom() {
  randomState = (randomState + 0x6d2b79f5) | 0
  let mixed = imul(randomState ^ (randomState >>> 15), 1 | randomState)
  mixed = (mixed + imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
}
const { imul } = Math

/**
 * @param {object} target
 * @param {PropertyKey} key
 * @param {unknown} value
 */
function replace(target, key, value) {
  defineProperty(target, key, { value, writable: true, enumerable: false, configurable: true })
}

const realDateText = RealDate.prototype.toString

/** @this {unknown} @param {unknown[]} parts */
function HostDate(...parts) {
  if (new.target === undefined) return apply(realDateText, construct(RealDate, [clock]), [])
  return construct(RealDate, parts.length === 0 ? [clock] : parts, new.target)
}

function replaceDate() {
  replace(HostDate, 'now', () => clock)
  replace(HostDate, 'parse', RealDate.parse)
  replace(HostDate, 'UTC', RealDate.UTC)
  defineProperty(HostDate, 'name', { value: 'Date', configurable: true })
  defineProperty(HostDate, 'prototype', { value: RealDate.prototype, writable: false })
  replace(RealDate.prototype, 'constructor', HostDate)
  replace(globalThis, 'Date', HostDate)
}

/** Without an argument `format` and `formatToParts` would read the real clock. */
function replaceDateTimeFormat() {
  const prototype = Intl.DateTimeFormat.prototype
  const realFormat = Object.getOwnPropertyDescriptor(prototype, 'format')?.get
  const realParts = prototype.formatToParts
  if (realFormat === undefined) return
  defineProperty(prototype, 'format', {
    configurable: true,
    get() {
      const format = apply(realFormat, this, [])
      return (/** @type {Date | number | undefined} */ date) => format(date === undefined ? clock : date)
    },
  })
  replace(
    prototype,
    'formatToParts',
    /** @this {Intl.DateTimeFormat} */ function (/** @type {Date | undefined} */ date) {
      return apply(realParts, this, [date === undefined ? clock : date])
    },
  )
}

/** Resizable buffers grow outside the isolate's limit: `maxByteLength` must not reach the real constructor. */
function replaceArrayBuffer() {
  /** @param {number} length */
  function HostArrayBuffer(length) {
    if (new.target === undefined) throw new TypeError("Constructor ArrayBuffer requires 'new'")
    return construct(RealArrayBuffer, [length], new.target)
  }
  replace(HostArrayBuffer, 'isView', RealArrayBuffer.isView)
  defineProperty(HostArrayBuffer, 'name', { value: 'ArrayBuffer', configurable: true })
  defineProperty(HostArrayBuffer, 'prototype', { value: RealArrayBuffer.prototype, writable: false })
  for (const method of ['resize', 'transfer', 'transferToFixedLength'])
    deleteProperty(RealArrayBuffer.prototype, method)
  replace(RealArrayBuffer.prototype, 'constructor', HostArrayBuffer)
  replace(globalThis, 'ArrayBuffer', HostArrayBuffer)
}

for (const name of REMOVED) deleteProperty(globalThis, name)
replaceDate()
replaceDateTimeFormat()
replaceArrayBuffer()
replace(Math, 'random', seededRandom)
