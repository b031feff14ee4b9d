/*
 * Copies of the builtins that the guest runtime uses, taken before any plugin code runs. Plugin code may then
 * replace every one of them in its own realm without changing what the runtime does.
 */
export const { apply, construct, defineProperty, deleteProperty } = Reflect
export const { freeze, keys: keysOf } = Object
export const { ceil, min } = Math
export const { isArray } = Array
export const { isFinite: isFiniteNumber } = Number
export const parseJson = JSON.parse
export const stringifyJson = JSON.stringify
export const HostPromise = Promise
export const HostError = Error
export const RealDate = Date
export const RealArrayBuffer = ArrayBuffer
export const CompiledFunction = Function
export const rejectionBrand = Symbol.for('tenon.rejection')

const { slice } = String.prototype
const { toISOString } = Date.prototype
const { toString: symbolToString } = Symbol.prototype

/**
 * @param {string} text
 * @param {number} length
 */
export function cap(text, length) {
  return text.length <= length ? text : `${apply(slice, text, [0, length])}…`
}

/** @param {unknown} date  Throws a RangeError for an invalid date, a TypeError for anything that is no date. */
export function isoText(date) {
  return apply(toISOString, date, [])
}

/** As a template would have it; of a symbol, which that refuses, too. @param {unknown} value */
export function textOf(value) {
  return typeof value === 'symbol' ? /** @type {string} */ (apply(symbolToString, value, [])) : `${value}`
}
