import { loadavg } from 'node:os'
import { join } from 'node:path'
import { runTenon, temporaryFolder } from '../support/run-tenon.ts'
import { startProcess } from '../support/start-process.ts'
import { print, summarize } from './bench-kit.ts'

/**
 * How long an author waits: from the command to the end of the first test, and for each further test. Once on what
 * `plugin new` makes, once on automotive with crm below it. `node test/bench/plugin-tests.ts [runs]`
 */
const runs = Number(process.argv[2] ?? 5)
const TEST_LINE = /✔ (.*) \(([\d.]+)ms\)/

interface Run {
  /** Of the whole command until its first test has passed. */
  first: number
  further: number[]
}

async function runOnce(folder: string): Promise<Run> {
  const started = performance.now()
  const run = startProcess(['plugin', 'test', folder], { HOME: process.env['HOME'] ?? '' })
  await run.printed(TEST_LINE)
  const first = performance.now() - started
  const code = await run.ended()
  if (code !== 0) throw new Error(run.output())
  const times = [...run.output().matchAll(new RegExp(TEST_LINE, 'g'))].map(([, , time]) => Number(time))
  return { first, further: times.slice(1) }
}

async function measure(name: string, folder: string): Promise<void> {
  // One for the caches of the embedded database and of compiled code, which the author has after the first run too.
  await runOnce(folder)
  const measured: Run[] = []
  for (let run = 0; run < runs; run++) measured.push(await runOnce(folder))
  print(`${name}: command to the end of the first test`, summarize(measured.map(({ first }) => first)))
  print(`${name}: each further test`, summarize(measured.flatMap(({ further }) => further)))
  print(`${name}: slowest further test of a run`, summarize(measured.map(({ further }) => Math.max(...further))))
}

const { folder: root, remove } = temporaryFolder()
try {
  const load = (): string => loadavg()[0]?.toFixed(2) ?? ''
  process.stdout.write(`load before: ${load()}\n`)
  const made = join(root, 'fleet')
  await runTenon(['plugin', 'new', 'fleet', '--folder', made])
  await measure('scaffold', made)
  await measure('automotive', join(import.meta.dirname, '../../plugins/automotive'))
  process.stdout.write(`load after: ${load()}\n`)
} finally {
  remove()
}
