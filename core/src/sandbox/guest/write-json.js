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
const LIST = { en: 'give a list', zh: '请给出列表' }
const NUMBERS = { en: 'give a list of numbers', zh: '请给出数字列表' }
const PLAIN = { en: 'give the value itself', zh: '请给出值本身' }
/**
 * Objects whose content is in no key: as JSON they would be empty, or, of texts and numbers, an object of their parts.
 * @type {ReadonlyArray<{ prototype: object, what: Words, advice: Words }>}
 */
const KEYLESS = [
  {
    prototype: Map.prototype,
    what: { en: 'a Map', zh: ' Map' },
    advice: { en: 'give an object, or a list of its entries', zh: '请给出对象或其条目的列表' },
  },
  { prototype: Set.prototype, what: { en: 'a Set', zh: ' Set' }, advice: LIST },
  {
    prototype: WeakMap.prototype,
    what: { en: 'a WeakMap', zh: ' WeakMap' },
    advice: { en: 'give an object', zh: '请给出对象' },
  },
  { prototype: WeakSet.prototype, what: { en: 'a WeakSet', zh: ' WeakSet' }, advice: LIST },
  {
    prototype: iterator,
    what: { en: 'an iterator', zh: '迭代器' },
    advice: { en: 'give a list such as [...it]', zh: '请给出列表，例如 [...it]' },
  },
  {
    prototype: asyncIterator,
    what: { en: 'an asynchronous iterator', zh: '异步迭代器' },
    advice: { en: 'give a list of what it gives', zh: '请给出其结果的列表' },
  },
  {
    prototype: RegExp.prototype,
    what: { en: 'a regular expression', zh: '正则表达式' },
    advice: { en: 'give its text', zh: '请给出其文本' },
  },
  {
    prototype: Error.prototype,
    what: { en: 'an error', zh: '错误对象' },
    advice: { en: 'give its message', zh: '请给出其消息' },
  },
  {
    prototype: ArrayBuffer.prototype,
    what: { en: 'an ArrayBuffer', zh: ' ArrayBuffer' },
    advice: { en: 'give a text or a list of numbers', zh: '请给出文本或数字列表' },
  },
  { prototype: DataView.prototype, what: { en: 'a DataView', zh: ' DataView' }, advice: NUMBERS },
  {
    prototype: getPrototypeOf(Uint8Array.prototype),
    what: { en: 'a typed array', zh: '类型化数组' },
    advice: NUMBERS,
  },
  { prototype: String.prototype, what: { en: 'a String object', zh: ' String 对象' }, advice: PLAIN },
  { prototype: Number.prototype, what: { en: 'a Number object', zh: ' Number 对象' }, advice: PLAIN },
  { prototype: Boolean.prototype, what: { en: 'a Boolean object', zh: ' Boolean 对象' }, advice: PLAIN },
]

/** A text in both languages of the product. @typedef {{ en: string, zh: string }} Words */

/** Marks errors of the guest runtime: what is wrong with a plugin's value, and where. */
export class BadValue {
  /** @param {string} en @param {string} zh */
  constructor(en, zh) {
    /** @type {Words} */
    this.badValue = { en, zh }
  }
}

/** @param {Words} words @param {string} locale */
export function wordsIn({ en, zh }, locale) {
  return locale === 'zh-CN' ? zh : en
}

/** @param {string} path @param {string} en @param {string} zh */
function wrongAt(path, en, zh) {
  return new BadValue(
    `${path === '' ? 'the value' : `the value at '${path}'`} ${en}`,
    `${path === '' ? '该值' : `“${path}”处的值`}${zh}`,
  )
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
  if (budget.depth > MAX_DEPTH) {
    throw wrongAt(path, `is nested more than ${MAX_DEPTH} levels deep`, `的嵌套超过 ${MAX_DEPTH} 层`)
  }
  if (value === null) return spend('null', budget)
  switch (typeof value) {
    case 'string':
      if (value.length > budget.maxLength) throw tooLong(budget)
      return spend(stringifyJson(value), budget)
    case 'boolean':
      return spend(value ? 'true' : 'false', budget)
    case 'number':
      if (!isFiniteNumber(value))
        throw wrongAt(path, `is ${value}, which JSON cannot hold`, `为 ${value}，JSON 无法表示`)
      return spend(`${value}`, budget)
    case 'object':
      return writeNested(value, path, budget)
    default:
      throw wrongAt(
        path,
        `is ${value === undefined ? '' : 'a '}${typeof value}, which JSON cannot hold`,
        `的类型为 ${typeof value}，JSON 无法表示`,
      )
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
  if (isPromise(value))
    throw wrongAt(path, 'is a promise; await it before it is returned', '是 Promise，请等待其结果后再返回')
  const keys = keysOf(value)
  if (keys.length === 0 || keys[0] === '0') refuseKeyless(value, path)
  let text = ''
  for (let i = 0; i < keys.length; i++) {
    const key = /** @type {string} */ (keys[i])
    if (key === '__proto__' || key === 'constructor' || key === 'prototype') {
      throw wrongAt(path, `has the forbidden key '${key}'`, `含有不允许的键“${key}”`)
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
    const { prototype, what, advice } = /** @type {{ prototype: object, what: Words, advice: Words }} */ (KEYLESS[i])
    if (!apply(inheritedBy, prototype, [value])) continue
    throw wrongAt(
      path,
      `is ${what.en}, which JSON cannot hold; ${advice.en}`,
      `是${what.zh}，JSON 无法表示；${advice.zh}`,
    )
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
  if (budget.keys > MAX_KEYS) throw wrongAt(path, `holds more than ${MAX_KEYS} values`, `包含的值超过 ${MAX_KEYS} 个`)
}

/** @param {string} text @param {Budget} budget */
function spend(text, budget) {
  budget.length += text.length + 1
  if (budget.length > budget.maxLength) throw tooLong(budget)
  return text
}

/** @param {Budget} budget */
function tooLong(budget) {
  const { maxLength } = budget
  return new BadValue(
    `the value is longer than ${maxLength} characters of JSON`,
    `该值的 JSON 超过 ${maxLength} 个字符`,
  )
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
    throw wrongAt(path, 'is an invalid date', '是无效的日期')
  }
}
