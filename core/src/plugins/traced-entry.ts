/** Id of the module that is made here. */
export const TRACED_ENTRY = 'tenon-traced-entry'
/** Begins a place in the message of an error: `<this><name of the script>:<line, from that of TRACED_BASE>:<column>:<caller>`. */
export const TRACED_FRAME = 'tenon-frame:'
/** A text that stands in a traced script once, on the line that places are counted from. */
export const TRACED_BASE = 'const __tenonBase ='

const MAX_FRAMES = 10

/**
 * The text of a module that gives a plugin's hooks out as they are, but for errors that they throw: these get the
 * places that they came through at the end of their message. For tests alone. `name` is the script's, `hooks` the
 * path of hooks.ts. How many lines the guest runtime puts before a script is for it to know, so none is assumed.
 */
export function tracedEntry(hooks: string, name: string): string {
  return `import * as own from ${JSON.stringify(hooks)}
const __tenonFrames = (stack) => String(stack).split('\\n').flatMap((line) => {
  const [, caller = '', at, column] = /^\\s*at (?:(.*) \\()?${escaped(name)}:(\\d+):(\\d+)\\)?$/.exec(line) ?? []
  return at === undefined ? [] : [{ caller, line: Number(at), column: Number(column) }]
})
${TRACED_BASE} new Error()
const __tenonTell = (thrown) => {
  let told = thrown
  try {
    if (thrown instanceof Error) {
      // Not before something is thrown: to write a stack takes longer than to run the rest of most scripts.
      const base = __tenonFrames(__tenonBase.stack)[0]?.line ?? 0
      const frames = __tenonFrames(thrown.stack).slice(0, ${MAX_FRAMES})
      const places = frames.map(({ caller, line, column }) => \`\\n${TRACED_FRAME}${name}:\${line - base}:\${column}:\${caller}\`)
      told = new Error(\`\${thrown.message}\${places.join('')}\`)
      told.name = thrown.name
    }
  } catch {
    // Looking at it throws: the guest runtime has words for that.
  }
  throw told
}
const __tenonTraced = (value) => {
  if (typeof value === 'function') {
    return (...given) => {
      try {
        const result = value(...given)
        return result instanceof Promise ? result.catch(__tenonTell) : result
      } catch (thrown) {
        return __tenonTell(thrown)
      }
    }
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, __tenonTraced(part)]))
}
export const plugin = __tenonTraced(own.plugin)
`
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
