import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig } from '../../core/src/config/read-config.ts'
import { CALL_LIMITS } from '../../core/src/sandbox/call-limits.ts'
import { ERROR_CODES } from '../../sdk/src/contract/tenon-error.ts'

const ROOT = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

test('every error code is documented with its status and whether to try again', () => {
  const rows = new Map(
    [...read('core/README.md').matchAll(/^\| `([A-Z_]+)` \| (\d+) \| (yes|no) \|/gm)].map(([, code, status, again]) => [
      code,
      { status: Number(status), retriable: again === 'yes' },
    ]),
  )
  expect(Object.fromEntries(rows)).toEqual(ERROR_CODES)
})

test('every setting that is read from the environment is documented', () => {
  const asked = new Set<string>()
  const traced = (env: Record<string, string>) =>
    new Proxy(env, {
      get: (target, name: string) => {
        asked.add(name)
        return target[name]
      },
    })
  const secret = { TENON_SECRET: 'kV9x2mQ7pLr4ZtW8yB1cF6hJ3nD5sG0aUeIoRwXz' }
  const defaults = { folder: 'unused', port: 1, logLevel: 'info' }
  readConfig(traced(secret), defaults)
  readConfig(traced({ ...secret, DATABASE_URL: 'postgres://localhost/x' }), defaults)
  const readme = read('README.md')
  expect([...asked].filter((name) => !readme.includes(`\`${name}\``))).toEqual([])
})

test('how much each kind of hook may use is documented for authors as it is enforced', () => {
  const number = (text: string) => Number(text.replaceAll(',', ''))
  const millis = (text: string) => number(text.replace(/ m?s$/, '')) * (text.endsWith(' ms') ? 1 : 1000)
  const rows = read('plugins/README.md')
    .split('\n')
    .filter((line) => /^\| (guard|before-hook|action|metric|after-hook)[^|]* *\|( *[\d.,]+ m?s *\|){2}/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()))
  const told = rows.map(([, , cpu = '', wall = '', calls = '', ...counts]) => {
    const [hostCalls = '', perRecord = '0'] = calls.replace(' per record', '').split(' + ')
    return [millis(cpu), millis(wall), number(hostCalls), number(perRecord), ...counts.slice(0, 5).map(number)]
  })
  const enforced = (['guard', 'beforeHook', 'action', 'question', 'afterHook'] as const).map((kind) => {
    const limits = CALL_LIMITS[kind]
    const { cpuMs, wallMs, hostCalls, hostCallsPerRecord, rowsRead, rowsWritten, httpCalls, effects, logLines } = limits
    return [cpuMs, wallMs, hostCalls, hostCallsPerRecord, rowsRead, rowsWritten, httpCalls, effects, logLines]
  })
  expect(told).toEqual(enforced)
})
