import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, expect, test } from 'vitest'
import { temporaryFolder } from '../support/run-tenon.ts'

const ROOT = join(import.meta.dirname, '../..')
const GUIDE = readFileSync(join(ROOT, 'plugins/AUTHORING.md'), 'utf8')
const { folder: root, remove } = temporaryFolder()
afterAll(remove)

const PROGRAMS: Record<string, string> = {
  tenon: join(ROOT, 'core/bin/tenon.js'),
  tsc: join(ROOT, 'node_modules/typescript-7/bin/tsc'),
}

/** The fenced blocks in their order: commands to be run, and files to be written. */
const BLOCKS = [...GUIDE.matchAll(/^```(\w+)(?: file=(\S+))?\n([\s\S]*?)^```$/gm)].map(
  ([, kind, file, content = '']) => ({
    kind,
    file,
    content,
  }),
)

async function run(line: string, cwd: string): Promise<string> {
  const [program = '', ...args] = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  )
  const script = PROGRAMS[program]
  if (script === undefined) throw new Error(`The guide uses '${program}', which this test does not know`)
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], TENON_FOLDER: join(root, 'data') }
  const child = spawn(process.execPath, [script, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const code = new Promise((resolve) => child.once('close', resolve))
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)])
  expect({ line, code: await code, output: output + errors }).toEqual({ line, code: 0, output: expect.anything() })
  return output
}

test('the guide for authors, followed word by word from an empty folder, ends with an installed plugin', async () => {
  let cwd = root
  const outputs = new Map<string, string>()
  for (const { kind, file, content } of BLOCKS) {
    if (file !== undefined) {
      mkdirSync(dirname(join(cwd, file)), { recursive: true })
      writeFileSync(join(cwd, file), content)
      continue
    }
    if (kind !== 'sh') throw new Error(`A block of kind '${kind}' is neither a file nor a command`)
    for (const line of content.trim().split('\n')) {
      if (line.startsWith('cd ')) cwd = join(cwd, line.slice(3))
      else if (line.startsWith('rm ')) rmSync(join(cwd, line.slice(3)))
      else outputs.set(line, await run(line, cwd))
    }
  }
  expect(outputs.get('tenon plugin test')).toContain('pass 7\n')
  expect(outputs.get('tenon plugin list --tenant shop')).toMatch(/^bike\s+0\.1\.0\s+Bicycle workshop/m)
}, 240_000)

test('every block of the guide is a command or a file, so that none is left untested', () => {
  const fences = GUIDE.match(/^```\w+/gm) ?? []
  expect(BLOCKS).toHaveLength(fences.length)
  expect(BLOCKS.filter(({ file }) => file !== undefined).map(({ file }) => file)).toContain('hooks.ts')
})
