import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const PROGRAM = new URL('../../../core/src/cli/return-memory.ts', import.meta.url).href
/** Works through much that it soon forgets, as a server does that many tenants ask; prints megabytes of the process. */
const SCRIPT = `
  import { setTimeout as sleep } from 'node:timers/promises'
  const { collectGarbage } = await import(process.argv[1])
  const megabytes = () => process.memoryUsage.rss() / 2 ** 20
  const atFirst = megabytes()
  let kept = []
  for (let index = 0; index < 3_000_000; index++) {
    kept.push({ index, list: [index] })
    if (kept.length > 200_000) kept = []
    if (index % 100_000 === 0) await sleep(1)
  }
  kept = []
  const busy = megabytes()
  collectGarbage()
  console.log(JSON.stringify({ atFirst, busy, quiet: megabytes() }))
`

test('what a process no longer uses is with the machine again at once, emptied pages of its heap included', async () => {
  const args = ['--input-type=module', '-e', SCRIPT, PROGRAM]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  const { atFirst, busy, quiet } = JSON.parse(stdout) as Record<'atFirst' | 'busy' | 'quiet', number>
  expect(busy - atFirst).toBeGreaterThan(80)
  expect(quiet - atFirst).toBeLessThan(40)
})
