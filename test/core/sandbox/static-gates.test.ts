import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { childCommand } from '../../../core/src/sandbox/spawn-child.ts'

const core = fileURLToPath(new URL('../../../core/', import.meta.url))

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.[jt]s$/.test(file))
    .map((file) => join(folder, file))
}
const textOf = (file: string) => readFileSync(file, 'utf8')
/** Without comments, which may name what the code must not do. */
const codeOf = (file: string) => textOf(file).replaceAll(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '')
const all = filesUnder(join(core, 'src'))
const sandbox = all.filter((file) => file.includes('/sandbox/'))

test('isolated-vm is pinned exactly, to 7.0.1 or newer, and that is what is installed', () => {
  const wanted: string = JSON.parse(textOf(join(core, 'package.json'))).dependencies['isolated-vm']
  const lock = JSON.parse(textOf(join(core, '../package-lock.json'))).packages['node_modules/isolated-vm']
  expect(wanted).toMatch(/^\d+\.\d+\.\d+$/)
  expect(lock.version).toBe(wanted)
  const [major = 0, minor = 0, patch = 0] = wanted.split('.').map(Number)
  expect(major * 1e6 + minor * 1e3 + patch).toBeGreaterThanOrEqual(7_000_001)
})

test('only the sandbox imports isolated-vm, and only its child at run time', () => {
  const importing = all.filter((file) => /(from |require\(|import\()['"]isolated-vm['"]/.test(codeOf(file)))
  expect(importing).toEqual([])
  const loading = all.filter((file) => /nativeModule/.test(codeOf(file))).map((file) => file.split('/sandbox/').at(-1))
  expect(loading.sort()).toEqual(['child/child-entry.js', 'spawn-child.ts'])
})

test('nothing but scalars and one callback goes into an isolate', () => {
  const child = sandbox.filter((file) => file.includes('/child/'))
  const code = child.map(codeOf).join('\n')
  expect(code).not.toMatch(
    /new ivm\.Reference|derefInto|copy: true|promise: true|evalClosure|externalCopy: true|setSync\([^)]*ivm\b/,
  )
  expect(code).not.toMatch(/onCatastrophicError|createSnapshot/)
  expect(code.match(/new ivm\.Callback/g)).toHaveLength(1)
  expect(code.match(/\.setSync\(/g)).toHaveLength(1)
  // References stay in the child: they are asked for by it, of the guest runtime's own exports.
  for (const line of code.split('\n').filter((text) => text.includes('reference: true'))) {
    expect(line).toMatch(/main\.namespace\.getSync\('\w+', \{ reference: true \}\)/)
  }
  // The one ExternalCopy is V8's own compiled code, an option of the compiler.
  expect(code.match(/new ivm\.ExternalCopy/g)).toHaveLength(1)
})

test('an inspector is made in one file, which no child loads that works for people', () => {
  const naming = all.filter((file) => /inspector/i.test(codeOf(file))).map((file) => file.split('/sandbox/').at(-1))
  expect(naming).toEqual(['child/coverage.js'])
  const loading = all.filter((file) => /coverage\.js/.test(codeOf(file))).map((file) => file.split('/sandbox/').at(-1))
  expect(loading).toEqual(['child/child-entry.js'])
  const entry = codeOf(join(core, 'src/sandbox/child/child-entry.js'))
  expect(entry).toContain("const work = process.argv[3] === 'coverage' ? await countingObey() : obey")
  expect(entry.match(/countingObey\(/g)).toHaveLength(2)
  expect(childCommand().arguments).not.toContain('coverage')
  expect(childCommand({ coverage: true }).arguments.at(-1)).toBe('coverage')
})

test('only the tests of plugins ask a sandbox to count', () => {
  const making = all.filter((file) => /createSandbox\(/.test(codeOf(file)) && !file.endsWith('create-sandbox.ts'))
  const counting = making.filter((file) => /createSandbox\([^)]*coverage/.test(codeOf(file)))
  expect(making.length).toBeGreaterThan(counting.length)
  expect(counting.map((file) => file.split('/src/')[1])).toEqual(['plugin-testing/make-test-sandbox.ts'])
  // Options that come from elsewhere would be a way around it.
  for (const file of making) {
    for (const [, given = ''] of codeOf(file).matchAll(/createSandbox\(([\s\S]*?)\)/g)) {
      expect(given).toMatch(/^(\{[^.]*|\{[\s\S]*options\.coverageFile !== undefined[\s\S]*)?$/)
    }
  }
})

test('every entry into an isolate has a timer', () => {
  const child = sandbox
    .filter((file) => file.includes('/child/'))
    .map(codeOf)
    .join('\n')
  const entries = child.match(/\.(applySync|runSync|evaluateSync)\([^\n]*/g) ?? []
  expect(entries.length).toBeGreaterThan(3)
  for (const entry of entries) expect(entry).toContain('timeout')
  expect(child).not.toMatch(/\.(apply|run|evaluate|eval)\(/)
})

test('a child is started with the flags that stand between it and the machine, and with no variable of ours', () => {
  const { arguments: parameters } = childCommand()
  for (const flag of ['--no-node-snapshot', '--jitless', '--permission']) expect(parameters).toContain(flag)
  for (const starter of ['spawn-child.ts', 'nursery/nursery-entry.js']) {
    const spawning = codeOf(join(core, 'src/sandbox', starter))
    expect(spawning).toContain("env: { TZ: 'UTC', LC_ALL: 'C' }")
    expect(spawning).not.toMatch(/process\.env/)
    expect(spawning.match(/\bspawn\(/g)).toHaveLength(1)
  }
  expect(codeOf(join(core, 'src/sandbox/nursery.ts'))).toMatch(/spawn\([^)]*env: \{\}/)
})

test('every child has a watchdog, and every slice a deadline', () => {
  const child = codeOf(join(core, 'src/sandbox/sandbox-child.ts'))
  expect(child).toMatch(/this\.#watchdog = makeChildWatchdog\(/)
  expect(child).toMatch(/#begin\([\s\S]*?setTimeout\(\(\) => this\.#deadlinePassed[\s\S]*?this\.#watchdog\.sliceBegins/)
})

test('what a call ended with is never read out of an error text of isolated-vm', () => {
  const reading = sandbox.map(codeOf).join('\n')
  expect(reading).not.toMatch(/disposed during|Script execution timed out|memory limit'/)
})
