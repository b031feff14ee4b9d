import { isArray, min, rejectionBrand } from './primordials.js'
import { BadValue, isDate, isIterator, isPromise, refuseKeyless, writeJson } from './write-json.js'

const MAX_RECORD = 256 * 1024
const MAX_MESSAGE = 8000
/** @type {import('./write-json.js').Words} */
const REJECTION = { en: 'a rejection', zh: '拒绝' }
/** @type {import('./write-json.js').Words} */
const ACTION = { en: 'an action', zh: '操作' }
/** Characters that stand around the answers. */
const FRAME = 100

/**
 * `returns`: what this kind of hook may return, see HookReturns in the contract.
 * @typedef {object} AnswerRules
 * @property {number} maxLength
 * @property {number} count
 * @property {string} locale
 * @property {import('@tenon/sdk/contract/hook-call').HookReturns} returns
 */

/** @param {string} hook  Name of the hook in its HookInput. @returns {AnswerRules['returns']} */
export function returnsOf(hook) {
  switch (hook) {
    case 'beforeCreate':
    case 'beforeUpdate':
      return 'changes'
    case 'afterCreate':
    case 'afterUpdate':
    case 'afterDelete':
    case 'afterRestore':
    case 'afterStageOverdue':
    case 'afterStageStale':
      return 'nothing'
    default:
      return 'refusals'
  }
}

/**
 * A hook's return as the JSON text of a HookOutput.
 * @param {unknown} returned
 * @param {AnswerRules} rules
 */
export function writeOutput(returned, rules) {
  return within(writeReturned(returned, rules), rules)
}

/** More would be cut on its way to core, and nobody would learn why. @param {string} text @param {AnswerRules} rules */
function within(text, { maxLength }) {
  if (text.length <= maxLength + FRAME) return text
  throw new BadValue(
    `the answers are longer than ${maxLength} characters of JSON`,
    `全部答复的 JSON 超过 ${maxLength} 个字符`,
  )
}

/** @param {unknown} returned @param {AnswerRules} rules */
function writeReturned(returned, rules) {
  if (isIterator(returned)) throw notRun('the hook', '钩子的结果')
  if (rules.returns === 'result') return writeResult(returned, rules)
  if (rules.returns === 'outcomes' && !isArray(returned) && rules.count <= 1) {
    const text = returned === undefined || returned === null ? '' : writeAnswer(returned, rules)
    return `{"answers":[${text === '' && rules.count === 1 ? '{"kind":"ok"}' : text}]}`
  }
  return writeAnswers(returned, rules)
}

/** @param {unknown} returned @param {AnswerRules} rules */
function writeResult(returned, rules) {
  if (isRejection(returned)) return `{"answers":[${writeRejection(returned, rules.locale)}]}`
  if (returned === undefined) return '{"answers":[]}'
  return `{"answers":[],"result":${writeJson(returned, rules.maxLength)}}`
}

/** @param {unknown} returned @param {AnswerRules} rules */
function writeAnswers(returned, rules) {
  const results = rules.returns === 'nothing' && !isArray(returned) ? undefined : returned
  if (results !== undefined && !isArray(results)) {
    throw new BadValue(
      'a hook returns nothing or a list with one entry per record; use eachRecord() for one record at a time',
      '钩子不返回内容，或返回与记录一一对应的列表；逐条处理请用 eachRecord()',
    )
  }
  if (isArray(results) && results.length !== rules.count) {
    const given = results.length
    throw new BadValue(
      `the hook got ${rules.count} records and returned ${given} entries`,
      `钩子收到 ${rules.count} 条记录，却返回了 ${given} 项`,
    )
  }
  let text = ''
  for (let i = 0; i < rules.count; i++) {
    const result = results === undefined ? undefined : results[i]
    if (isPromise(result)) throw notAwaited(i)
    if (isIterator(result)) throw notRun(`entry ${i} of the hook's list`, `钩子列表的第 ${i} 项`)
    text += `${i === 0 ? '' : ','}${writeAnswer(result, rules)}`
    within(text, rules)
  }
  return `{"answers":[${text}]}`
}

/** Its call would end before it, and what it says, be it a refusal, would be lost. @param {number} entry */
function notAwaited(entry) {
  return new BadValue(
    `entry ${entry} of the hook's list is a promise; use eachRecord(), or return Promise.all() of the list`,
    `钩子列表的第 ${entry} 项是 Promise；请用 eachRecord()，或返回整个列表的 Promise.all()`,
  )
}

/** What it would do, be it a refusal, would be lost without a word. @param {string} what @param {string} zh */
function notRun(what, zh) {
  return new BadValue(
    `${what} is an iterator, and the code of a generator runs only as it is read; return a list`,
    `${zh}是迭代器，而生成器的代码只在读取时运行；请返回列表`,
  )
}

/** @param {unknown} result @param {AnswerRules} rules */
function writeAnswer(result, rules) {
  if (result === undefined || result === null) return '{"kind":"ok"}'
  if (isRejection(result)) return writeRejection(result, rules.locale)
  switch (rules.returns) {
    case 'nothing':
      return '{"kind":"ok"}'
    case 'values':
      return `{"kind":"ok","value":${writeJson(result, MAX_RECORD)}}`
    case 'outcomes':
      return `{"kind":"ok","outcome":${writeOutcome(result, rules.locale)}}`
    case 'changes':
      return `{"kind":"ok","changes":${writeJson(changesOf(result), MAX_RECORD)}}`
    default:
      throw new BadValue(
        'this kind of hook returns nothing, or refuses with reject()',
        '此类钩子不返回内容，或以 reject() 拒绝',
      )
  }
}

/** @param {unknown} result */
function changesOf(result) {
  if (typeof result !== 'object' || isArray(result) || isDate(result)) {
    const kind = isArray(result) ? 'list' : isDate(result) ? 'date' : typeof result
    throw new BadValue(
      `a before-hook returns an object of changed fields, not a ${kind}`,
      `写入前的钩子应返回包含更改字段的对象，而不是 ${kind}`,
    )
  }
  return result
}

/** @param {unknown} result @param {string} locale */
function writeOutcome(result, locale) {
  if (typeof result !== 'object') {
    throw new BadValue(
      'an action returns { message } or { open: { entity, id } }',
      '操作应返回 { message } 或 { open: { entity, id } }',
    )
  }
  refuseKeyless(/** @type {object} */ (result), '')
  const { message, open } = /** @type {Record<string, unknown>} */ (result)
  let text = ''
  if (message !== undefined) text += `"message":${localized(message, locale, ACTION)}`
  if (open !== undefined && open !== null) {
    const { entity, id } = /** @type {Record<string, unknown>} */ (open)
    text += `${text === '' ? '' : ','}"open":{"entity":${writeJson(entity, 200)},"id":${writeJson(id, 200)}}`
  }
  return `{${text}}`
}

/** All records refused, for a batch hook that threw a rejection. @param {unknown} rejection @param {AnswerRules} rules */
export function writeRejectedBatch(rejection, rules) {
  const answer = writeRejection(rejection, rules.locale)
  if (rules.count === 0) return within(`{"answers":[${answer}]}`, rules)
  let text = ''
  for (let i = 0; i < rules.count; i++) text += `${i === 0 ? '' : ','}${answer}`
  return within(`{"answers":[${text}]}`, rules)
}

/** @param {unknown} value */
export function isRejection(value) {
  return (
    typeof value === 'object' &&
    value !== null &&
    /** @type {Record<symbol, unknown>} */ (value)[rejectionBrand] === true
  )
}

/** @param {unknown} rejection @param {string} locale */
function writeRejection(rejection, locale) {
  const { message, problems, fields } = /** @type {Record<string, unknown>} */ (rejection)
  let text = `{"kind":"reject","message":${localized(message, locale)}`
  if (problems !== undefined) text += `,"problems":${writeProblems(problems, locale)}`
  if (fields !== undefined) text += `,"fields":${writeJson(fields, MAX_MESSAGE)}`
  return `${text}}`
}

/** @param {unknown} problems @param {string} locale */
function writeProblems(problems, locale) {
  if (!isArray(problems))
    throw new BadValue("the 'problems' of a rejection must be a list", '拒绝的 problems 必须是列表')
  const count = min(problems.length, 100)
  let text = ''
  for (let i = 0; i < count; i++) {
    const { pointer, message, rule } = /** @type {Record<string, unknown>} */ (problems[i])
    text += `${i === 0 ? '' : ','}{"pointer":${writeJson(pointer, 500)},"message":${localized(message, locale)}`
    text += rule === undefined ? '}' : `,"rule":${writeJson(rule, 200)}}`
  }
  return `[${text}]`
}

/**
 * The text of `locale`, or English where it is missing.
 * @param {unknown} message
 * @param {string} locale
 * @param {import('./write-json.js').Words} [whose]
 */
function localized(message, locale, whose = REJECTION) {
  const text = typeof message === 'string' ? message : textFor(message, locale, whose)
  if (text === '' && whose === REJECTION) throw badMessage(whose, 'is empty', '为空')
  return writeJson(text, MAX_MESSAGE)
}

/** @param {import('./write-json.js').Words} whose @param {string} en @param {string} zh */
function badMessage(whose, en, zh) {
  return new BadValue(`the message of ${whose.en} ${en}`, `${whose.zh}的消息${zh}`)
}

/** @param {unknown} message @param {string} locale @param {import('./write-json.js').Words} whose */
function textFor(message, locale, whose) {
  if (typeof message !== 'object' || message === null) throw badMessage(whose, 'must be a text', '必须是文本')
  const texts = /** @type {Record<string, unknown>} */ (message)
  const text = texts[locale] ?? texts.en
  if (typeof text !== 'string') throw badMessage(whose, "has no text for 'en'", '没有 en 文本')
  return text
}
