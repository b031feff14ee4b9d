import { takeScript } from './load-slot.js'
import { CompiledFunction, cap, keysOf } from './primordials.js'
import { BadValue, writeJson } from './write-json.js'

/** Members of a plugin's definition that hold hooks by name; `entities` holds them by entity and name. */
const TOPICS = [
  'guards',
  'computed',
  'actions',
  'schedules',
  'webhooks',
  'jobs',
  'events',
  'imports',
  'metrics',
  'migrations',
  'lifecycle',
]

const MAX_STRANGERS = 10

/** @type {Record<string, (records: unknown, tenon: unknown) => unknown>} */
const hooks = { __proto__: /** @type {never} */ (null) }

/** @type {unknown} */
let pluginTexts

/** Texts of the plugin per language, as its bundle has them; anything, if the bundle is not ours. */
export function readTexts() {
  return pluginTexts
}

/** @param {string} target  `entities.vehicle.beforeCreate` or `guards.readyForContract`. */
export function hookAt(target) {
  return hooks[target]
}

/**
 * Runs a plugin's script and keeps its hooks. The script is one function body of its own, so that it can neither
 * close a brace of ours nor leave names on the global object; its definition is `TenonPlugin.plugin`.
 * @param {string} source  Not looked at where its compiled code was placed before.
 * @returns {string} The HookInventory as JSON.
 */
export function readPlugin(source) {
  const run =
    takeScript() ?? CompiledFunction(`${source}\n;return typeof TenonPlugin === 'undefined' ? undefined : TenonPlugin`)
  const exported = run()
  const definition = exported?.plugin
  pluginTexts = exported?.locales
  if (typeof definition !== 'object' || definition === null) {
    throw new BadValue(
      "hooks.ts must export its hooks as 'plugin': export const plugin = definePlugin({ … })",
      'hooks.ts 必须以 plugin 为名导出其钩子：export const plugin = definePlugin({ … })',
    )
  }
  let text = `{"entities":${readEntities(definition.entities)}`
  for (let i = 0; i < TOPICS.length; i++) {
    const topic = /** @type {string} */ (TOPICS[i])
    text += `,"${topic}":${readFunctions(definition[topic], topic)}`
  }
  return `${text},"strangers":${readStrangers(definition)}}`
}

/**
 * Names of members that nobody will ask for, the first few of them: an author means something by them.
 * @param {object} definition
 */
function readStrangers(definition) {
  let text = ''
  let count = 0
  const names = keysOf(definition)
  for (let i = 0; i < names.length && count < MAX_STRANGERS; i++) {
    const name = /** @type {string} */ (names[i])
    if (name === 'entities' || isTopic(name)) continue
    text += `${count === 0 ? '' : ','}${writeJson(cap(name, 60), 500)}`
    count += 1
  }
  return `[${text}]`
}

/** @param {string} name */
function isTopic(name) {
  for (let i = 0; i < TOPICS.length; i++) if (TOPICS[i] === name) return true
  return false
}

/** @param {unknown} entities */
function readEntities(entities) {
  let text = ''
  const names = memberNames(entities, "'entities'")
  for (let i = 0; i < names.length; i++) {
    const entity = /** @type {string} */ (names[i])
    const members = /** @type {Record<string, unknown>} */ (entities)[entity]
    const list = readFunctions(members, `entities.${entity}`)
    text += `${i === 0 ? '' : ','}${writeJson(entity, 200)}:${list}`
  }
  return `{${text}}`
}

/** @param {unknown} owner @param {string} path */
function readFunctions(owner, path) {
  let text = ''
  const names = memberNames(owner, `'${path}'`)
  for (let i = 0; i < names.length; i++) {
    const name = /** @type {string} */ (names[i])
    const hook = /** @type {Record<string, unknown>} */ (owner)[name]
    if (typeof hook !== 'function') {
      const type = typeof hook
      throw new BadValue(
        `'${path}.${name}' is a ${type}, not a function`,
        `“${path}.${name}”的类型为 ${type}，不是函数`,
      )
    }
    hooks[`${path}.${name}`] = /** @type {() => unknown} */ (hook)
    text += `${i === 0 ? '' : ','}${writeJson(name, 200)}`
  }
  return `[${text}]`
}

/** @param {unknown} owner @param {string} what */
function memberNames(owner, what) {
  if (owner === undefined) return []
  if (typeof owner !== 'object' || owner === null) throw new BadValue(`${what} must be an object`, `${what} 必须是对象`)
  return keysOf(owner)
}
