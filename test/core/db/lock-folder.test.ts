import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockFolder } from '../../../core/src/db/lock-folder.ts'

const MODULE = join(import.meta.dirname, '../../../core/src/db/lock-folder.ts')
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenon-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const program = (rest: string) => [
  '--input-type=module',
  '-e',
  `import { lockFolder } from ${JSON.stringify(MODULE)}\nconst release = lockFolder(${JSON.stringify(folder)})\n${rest}`,
]

test('a second process is told which one holds the folder, and that it may choose another', () => {
  const release = lockFolder(folder)
  const second = spawnSync(process.execPath, program(''), { encoding: 'utf8' })
  expect(second.status).not.toBe(0)
  expect(second.stderr).toContain(`in use by process ${process.pid}`)
  expect(second.stderr).toContain('TENON_FOLDER')
  release()
  expect(spawnSync(process.execPath, program('release()')).status).toBe(0)
})

test('the lock of a killed process is taken over', async () => {
  const holder = spawn(process.execPath, program(`console.log('held'); setInterval(() => {}, 1000)`))
  await once(holder.stdout, 'data')
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  expect(existsSync(join(folder, 'lock'))).toBe(true)
  const release = lockFolder(folder)
  expect(readFileSync(join(folder, 'lock'), 'utf8')).toContain(String(process.pid))
  release()
  expect(existsSync(join(folder, 'lock'))).toBe(false)
})

test.skipIf(process.platform !== 'linux')(
  'a lock whose process number was given to another program is taken over',
  () => {
    writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: process.ppid, startedAt: '1' }))
    lockFolder(folder)()
  },
)

test('a torn lock file is taken over', () => {
  writeFileSync(join(folder, 'lock'), '{"pid":')
  lockFolder(folder)()
})

test('of many processes that find the same stale lock exactly one gets the folder', async () => {
  writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: 2 ** 22 + 1, startedAt: '1' }))
  const racers = Array.from({ length: 6 }, () =>
    spawn(process.execPath, program(`console.log('held'); setTimeout(release, 3000)`), {
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  )
  const codes = await Promise.all(racers.map(async (racer) => (await once(racer, 'exit'))[0] as number))
  expect(codes.filter((code) => code === 0)).toHaveLength(1)
})
