import { readTexts } from './hook-table.js'
import { apply, parseJson, stringifyJson } from './primordials.js'

const { replace } = String.prototype
const { PluralRules } = Intl
const { select } = PluralRules.prototype
const PLACE = /\{([A-Za-z][A-Za-z0-9]{0,40})\}/g

/** @type {Record<string, Intl.PluralRules>} */
const rules = { __proto__: /** @type {never} */ (null) }

/**
 * The function behind `tenon.i18n.t`: a text of the plugin's `locales/` in the language of the call, English where it
 * is missing there, the key itself where it is nowhere. `{name}` is replaced by the parameter; with a parameter
 * `count`, the key's form `<key>_one`, `<key>_other` … for that number is taken where there is one.
 * @param {string} locale
 */
export function makeTranslate(locale) {
  return (/** @type {unknown} */ key, /** @type {unknown} */ parameters) => {
    const name = `${key}`
    const values = /** @type {Record<string, unknown>} */ (parameters ?? {})
    const text =
      findText(name, { locale, count: values.count }) ?? findText(name, { locale: 'en', count: values.count })
    if (text === undefined) return name
    return apply(replace, text, [
      PLACE,
      (/** @type {string} */ whole, /** @type {string} */ parameter) =>
        values[parameter] === undefined ? whole : `${values[parameter]}`,
    ])
  }
}

/**
 * @param {string} key
 * @param {{ locale: string, count: unknown }} wanted
 * @returns {string | undefined}
 */
function findText(key, { locale, count }) {
  const texts = textsOf(locale)
  const form = typeof count === 'number' ? texts[`${key}_${pluralForm(locale, count)}`] : undefined
  const text = form ?? texts[key]
  return typeof text === 'string' ? text : undefined
}

/** @param {string} locale @param {number} count */
function pluralForm(locale, count) {
  rules[locale] ??= new PluralRules(locale)
  return apply(select, rules[locale], [count])
}

/** @type {Record<string, Record<string, unknown>>} */
const known = { __proto__: /** @type {never} */ (null) }

/** The plugin's texts, copied at the first use into something without a prototype. @param {string} locale */
function textsOf(locale) {
  const found = known[locale]
  if (found !== undefined) return found
  const all = /** @type {Record<string, unknown> | undefined} */ (readTexts())
  const copy = parseJson(stringifyJson(all?.[locale] ?? {}))
  /** @type {Record<string, unknown>} */
  const texts = { __proto__: null, ...copy }
  known[locale] = texts
  return texts
}
