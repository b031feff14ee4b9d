import { takeScript } from './load-slot.js'
import { CompiledFunction, keysOf } from './primordials.js'
import { BadValue, writeJson } from './write-json.js'

/** @type {Record<string, (records: unknown, tenon: unknown) => unknown>} */
const hooks = { __proto__: /** @type {never} */ (null) }

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
  const definition = run()?.plugin
  if (typeof definition !== 'object' || definition === null) {
    throw new BadValue("hooks.ts must export its hooks as 'plugin': export const plugin = definePlugin({ … })")
  }
  const entities = readEntities(definition.entities)
  const guards = readGuards(definition.guards)
  return `{"entities":${entities},"guards":${guards}}`
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

/** @param {unknown} guards */
function readGuards(guards) {
  return readFunctions(guards, 'guards')
}

/** @param {unknown} owner @param {string} path */
function readFunctions(owner, path) {
  let text = ''
  const names = memberNames(owner, `'${path}'`)
  for (let i = 0; i < names.length; i++) {
    const name = /** @type {string} */ (names[i])
    const hook = /** @type {Record<string, unknown>} */ (owner)[name]
    if (typeof hook !== 'function') throw new BadValue(`'${path}.${name}' is a ${typeof hook}, not a function`)
    hooks[`${path}.${name}`] = /** @type {() => unknown} */ (hook)
    text += `${i === 0 ? '' : ','}${writeJson(name, 200)}`
  }
  return `[${text}]`
}

/** @param {unknown} owner @param {string} what */
function memberNames(owner, what) {
  if (owner === undefined) return []
  if (typeof owner !== 'object' || owner === null) throw new BadValue(`${what} must be an object`)
  return keysOf(owner)
}
