import { statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { checkPlugin } from '../plugins/check-plugin.ts'
import { describeProblem } from '../plugins/describe-problem.ts'
import { packPlugin } from '../plugins/pack-plugin.ts'
import { packedFileName, packedText } from '../plugins/packed-plugin.ts'
import { atMostOne } from './at-most-one.ts'
import type { Command } from './command.ts'
import { pluginFolder } from './plugin-folder.ts'
import { withPluginLoader } from './plugin-tools.ts'
import { shelvesOf } from './shelves-of.ts'

export const packPluginCommand: Command = {
  usage: 'plugin pack [<folder>] [--out <folder>] [--with <folder>]…',
  summary: 'Packs a plugin into one file; the same folder always gives the same bytes.',
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { out: { type: 'string' }, with: { type: 'string', multiple: true } },
    })
    const folder = pluginFolder(atMostOne(positionals) ?? '.')
    const out = outFolder(values.out ?? '.')
    const { problems, plugin } = await withPluginLoader((loadPluginFolder) =>
      checkPlugin(folder, { loadPluginFolder, shelves: shelvesOf(folder, values.with) }),
    )
    if (plugin === null) {
      process.stderr.write(`${problems.map(describeProblem).join('\n')}\nNothing was packed.\n`)
      return 1
    }
    const packed = await packPlugin(folder, plugin)
    const file = join(out, packedFileName(packed))
    await writeFile(file, packedText(packed))
    process.stdout.write(`Packed ${Object.keys(packed.files).length} files into ${file}\n${packed.integrity}\n`)
    return 0
  },
}

function outFolder(given: string): string {
  const folder = resolve(given)
  const stats = statSync(folder, { throwIfNoEntry: false })
  if (stats?.isDirectory()) return folder
  const what = stats === undefined ? `there is no folder '${folder}'; make it first` : `'${folder}' is no folder`
  throw new TenonError({ code: 'VALIDATION_FAILED', message: `--out: ${what}.` })
}
