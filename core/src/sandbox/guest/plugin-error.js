import { cap, defineProperty, HostError, textOf } from './primordials.js'

/** @typedef {import('@tenon/sdk/contract/sandbox-protocol').PluginVisibleCode} PluginVisibleCode */

/**
 * An error as plugin code may see it: a code of the closed list and a message, made anew in the guest.
 * @param {PluginVisibleCode} code
 * @param {string} message
 * @param {readonly import('@tenon/sdk/contract/sandbox-protocol').VisibleProblem[]} [problems]  What was wrong with the call.
 */
export function pluginError(code, message, problems = []) {
  const error = new HostError(message)
  defineProperty(error, 'name', { value: 'TenonHostError' })
  defineProperty(error, 'code', { value: code, enumerable: true })
  defineProperty(error, 'problems', { value: problems, enumerable: true })
  return error
}

/**
 * What a plugin threw, in words. Runs getters of the thrown thing, so only to be called within a slice.
 * @param {unknown} thrown
 * @param {string} locale
 * @returns {string}
 */
export function describeThrown(thrown, locale) {
  try {
    if ((typeof thrown !== 'object' || thrown === null) && typeof thrown !== 'function')
      return cap(textOf(thrown), 2000)
    const { name, message } = /** @type {{ name?: unknown, message?: unknown }} */ (thrown)
    const label = typeof name === 'string' ? cap(name, 100) : 'Error'
    return typeof message === 'string' ? `${label}: ${cap(message, 2000)}` : label
  } catch {
    return locale === 'zh-CN' ? '无法描述的内容' : 'something that cannot be described'
  }
}
