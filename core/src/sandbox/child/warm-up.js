import { makePluginIsolate } from './plugin-isolate.js'

/** First uses that load tables for the whole process, at tens of milliseconds each. */
const FIRST_USES = `
  new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' }).format(0)
  new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' }).format(1)
  new Intl.PluralRules('en').select(1)
  'a'.localeCompare('b')`

/**
 * Pays these costs before the first plugin comes, whose processor time they would be counted as.
 * @param {typeof import('isolated-vm')} ivm
 */
export function warmUp(ivm) {
  const { isolate, functions } = makePluginIsolate(ivm, 32)
  functions.load.applySync(undefined, [FIRST_USES, 0], { timeout: 5000 })
  isolate.dispose()
}
