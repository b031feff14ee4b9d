import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import type { Command } from './command.ts'
import { pluginFolder } from './plugin-folder.ts'
import { shelvesOf } from './plugin-tools.ts'

const TESTING = join(import.meta.dirname, '../plugin-testing')
const moduleUrl = (file: string) => pathToFileURL(join(TESTING, file)).href

export const testPluginCommand: Command = {
  words: ['plugin', 'test'],
  usage: 'plugin test [<folder>] [--with <folder>]… [--only <text>]',
  summary: "Runs a plugin's tests in the real sandbox on an in-memory database.",
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { with: { type: 'string', multiple: true }, only: { type: 'string' } },
    })
    const folder = pluginFolder(positionals[0] ?? '.')
    const files = globSync('test/**/*.test.ts', { cwd: folder }).sort()
    if (files.length === 0) {
      process.stderr.write(`There are no tests in '${folder}': name them test/<name>.test.ts\n`)
      return 1
    }
    const runner = ['--import', moduleUrl('resolve-sdk.ts'), '--test', '--test-force-exit']
    // All files in one process: they share one database, which takes seconds to start and milliseconds to empty.
    const together = ['--test-isolation=none', '--test-concurrency=1']
    const chosen = values.only === undefined ? [] : [`--test-name-pattern=${values.only}`]
    const child = spawn(process.execPath, [...runner, ...together, ...chosen, ...files], {
      cwd: folder,
      stdio: 'inherit',
      env: {
        // What was compiled by the last run is not compiled again, which is a tenth of the time to the first test.
        NODE_COMPILE_CACHE: join(homedir(), '.cache', 'tenon', 'compiled'),
        ...process.env,
        TENON_TEST_RUNTIME: moduleUrl('test-runtime.ts'),
        TENON_TEST_PLUGIN: folder,
        TENON_TEST_SHELVES: JSON.stringify(shelvesOf(folder, values.with)),
      },
    })
    const [code] = await once(child, 'exit')
    return code === 0 ? 0 : 1
  },
}
