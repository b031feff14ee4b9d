import {
  apply,
  cap,
  HostPromise,
  isArray,
  isFiniteNumber,
  isoText,
  keysOf,
  RealDate,
  stringifyJson,
} from './primordials.js'

/*
 * Values of a plugin as JSON text. Written out here and not by JSON.stringify, because that turns NaN into null,
 * calls toJSON methods and has no bounds. Every property is read exactly once.
 */

const MAX_DEPTH = 64
const MAX_KEYS = 5000
const hasInstance = Function.prototype[Symbol.hasInstance]
const inheritedBy = Object.prototype.isPrototypeOf
const { getPrototypeOf } = Object
const iterator = getPrototypeOf(getPrototypeOf([][Symbol.iterator]()))
const asyncIterator = getPrototypeOf(getPrototypeOf(async function* () {}.prototype))
const LIST = 'JSON cannot hold; give a list'
const PLAIN = 'JSON cannot hold; give the value itself'
/**
 * Objects whose content is in no key: as JSON they would be empty, or, of texts and numbers, an object of their parts.
 * @type {ReadonlyArray<{ prototype: object, words: string }>}
 */
const KEYLESS = [
  { prototype: Map.prototype, words: 'a Map, which JSON cannot hold; give an object, or a list of its entries' },
  { prototype: Set.prototype, words: `a Set, which ${LIST}` },
  { prototype: WeakMap.prototype, words: 'a WeakMap, which JSON cannot hold; give an object' },
  { prototype: WeakSet.prototype, words: `a WeakSet, which ${LIST}` },
  { prototype: iterator, words: `an iterator, which ${LIST} such as [...it]` },
  { prototype: asyncIterator, words: `an asynchronous iterator, which ${LIST} of what it gives` },
  { prototype: RegExp.prototype, words: 'a regular expression, which JSON cannot hold; give its text' },
  { prototype: Error.prototype, words: 'an error, which JSON cannot hold; give its message' },
  {
    prototype: ArrayBuffer.prototype,
    words: 'an ArrayBuffer, which JSON cannot hold; give a text or a list of numbers',
  },
  { prototype: DataView.prototype, words: `a DataView, which ${LIST} of numbers` },
  { prototype: getPrototypeOf(Uint8Array.prototype), words: `a typed array, which ${LIST} of numbers` },
  { prototype: String.prototype, words: `a String object, which ${PLAIN}` },
  { prototype: Number.prototype, words: `a Number object, which ${PLAIN}` },
  { prototype: Boolean.prototype, words: `a Boolean object, which ${PLAIN}` },
]

/** Marks errors of this file: the text is the plugin author's, and says what is wrong and where. */
export class BadValue {
  /** @param {string} message */
  constructor(message) {
    this.badValue = message
  }
}

/** @typedef {{ depth: number, keys: number, length: number, maxLength: number }} Budget */

/**
 * @param {unknown} value
 * @param {number} maxLength  Characters.
 * @returns {string}
 */
export function writeJson(value, maxLength) {
  return write(value, '', { depth: 0, keys: 0, length: 0, maxLength })
}

/**
 * @param {unknown} value
 * @param {string} path  Where the value is, such as `.lines[3].amount`.
 * @param {Budget} budget
 * @returns {string}
 */
function write(value, path, budget) {
  if (budget.depth > MAX_DEPTH) throw new BadValue(`${place(path)} is nested more than ${MAX_DEPTH} levels deep`)
  if (value === null) return spend('null', budget)
  switch (typeof value) {
    case 'string':
      if (value.length > budget.maxLength) throw tooLong(budget)
      return spend(stringifyJson(value), budget)
    case 'boolean':
      return spend(value ? 'true' : 'false', budget)
    case 'number':
      if (!isFiniteNumber(value)) throw new BadValue(`${place(path)} is ${value}, which JSON cannot hold`)
      return spend(`${value}`, budget)
    case 'object':
      return writeNested(value, path, budget)
    default:
      throw new BadValue(`${place(path)} is ${value === undefined ? '' : 'a '}${typeof value}, which JSON cannot hold`)
  }
}

/**
 * @param {object} value
 * @param {string} path
 * @param {Budget} budget
 */
function writeNested(value, path, budget) {
  budget.depth += 1
  const text = isArray(value) ? writeArray(value, path, budget) : writeObject(value, path, budget)
  budget.depth -= 1
  return text
}

/**
 * @param {object} value
 * @param {string} path
 * @param {Budget} budget
 */
function writeObject(value, path, budget) {
  if (isDate(value)) return spend(stringifyJson(dateText(value, path)), budget)
  // As JSON it would be an empty object, and what it comes to would be lost without a word.
  if (isPromise(value)) throw new BadValue(`${place(path)} is a promise; await it before it is returned`)
  const keys = keysOf(value)
  if (keys.length === 0 || keys[0] === '0') refuseKeyless(value, path)
  let text = ''
  for (let i = 0; i < keys.length; i++) {
    const key = /** @type {string} */ (keys[i])
    if (key === '__proto__' || key === 'constructor' || key === 'prototype') {
      throw new BadValue(`${place(path)} has the forbidden key '${key}'`)
    }
    countKey(path, budget)
    const member = /** @type {Record<string, unknown>} */ (value)[key]
    if (member === undefined) continue
    text += `${text === '' ? '' : ','}${spend(`${stringifyJson(key)}:`, budget)}`
    text += write(member, `${path}.${cap(key, 40)}`, budget)
  }
  return `{${text}}`
}

/**
 * @param {object} value
 * @param {string} path
 * @throws {BadValue} for what holds something that is in none of its keys
 */
export function refuseKeyless(value, path) {
  for (let i = 0; i < KEYLESS.length; i++) {
    const { prototype, words } = /** @type {{ prototype: object, words: string }} */ (KEYLESS[i])
    if (apply(inheritedBy, prototype, [value])) throw new BadValue(`${place(path)} is ${words}`)
  }
}

/** What a generator function gives when it is called: none of its code has run. @param {unknown} value */
export function isIterator(value) {
  return apply(inheritedBy, iterator, [value]) || apply(inheritedBy, asyncIterator, [value])
}

/**
 * @param {unknown[]} value
 * @param {string} path
 * @param {Budget} budget
 */
function writeArray(value, path, budget) {
  let text = ''
  const length = value.length
  for (let i = 0; i < length; i++) {
    countKey(path, budget)
    text += `${i === 0 ? '' : ','}${write(value[i], `${path}[${i}]`, budget)}`
  }
  return `[${text}]`
}

/** @param {string} path @param {Budget} budget */
function countKey(path, budget) {
  budget.keys += 1
  if (budget.keys > MAX_KEYS) throw new BadValue(`${place(path)} holds more than ${MAX_KEYS} values`)
}

/** @param {string} text @param {Budget} budget */
function spend(text, budget) {
  budget.length += text.length + 1
  if (budget.length > budget.maxLength) throw tooLong(budget)
  return text
}

/** @param {Budget} budget */
function tooLong(budget) {
  return new BadValue(`the value is longer than ${budget.maxLength} characters of JSON`)
}

/** @param {unknown} value */
export function isDate(value) {
  return apply(hasInstance, RealDate, [value])
}

/** @param {unknown} value */
export function isPromise(value) {
  return apply(hasInstance, HostPromise, [value])
}

/** @param {object} date @param {string} path */
function dateText(date, path) {
  try {
    return isoText(date)
  } catch {
    throw new BadValue(`${place(path)} is an invalid date`)
  }
}

/** @param {string} path */
function place(path) {
  return path === '' ? 'the value' : `the value at '${path}'`
}
