import { defineProperty, deleteProperty } from './primordials.js'

const NAME = '$tenonLoad'

/** @type {(() => unknown) | undefined} */
let held

defineProperty(globalThis, NAME, {
  configurable: true,
  value: (/** @type {() => unknown} */ script) => {
    held = script
  },
})

/**
 * The script that was compiled from kept code, if there is one. Takes the way in away, before any plugin code runs.
 * @returns {(() => unknown) | undefined}
 */
export function takeScript() {
  deleteProperty(globalThis, NAME)
  return held
}
