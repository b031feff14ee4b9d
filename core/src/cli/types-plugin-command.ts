import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { writeAuthorFiles } from '../plugins/author-files.ts'
import { checkPlugin } from '../plugins/check-plugin.ts'
import { describeProblem } from '../plugins/describe-problem.ts'
import { atMostOne } from './at-most-one.ts'
import type { Command } from './command.ts'
import { pluginFolder } from './plugin-folder.ts'
import { withPluginLoader } from './plugin-tools.ts'
import { shelvesOf } from './shelves-of.ts'

export const typesPluginCommand: Command = {
  usage: 'plugin types [<folder>] [--with <folder>]…',
  summary: "Writes entities.d.ts, by which hooks are checked, and the editor's files.",
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { with: { type: 'string', multiple: true } },
    })
    const folder = pluginFolder(atMostOne(positionals) ?? '.')
    const checked = await withPluginLoader((loadPluginFolder) =>
      checkPlugin(folder, { loadPluginFolder, shelves: shelvesOf(folder, values.with) }),
    )
    const { problems, model } = checked
    await writeAuthorFiles(folder, checked)
    if (model === null) {
      process.stderr.write(`${problems.map(describeProblem).join('\n')}\nNo types were written.\n`)
      return 1
    }
    process.stdout.write(`Wrote ${join(folder, 'entities.d.ts')}: ${[...model.entities.keys()].sort().join(', ')}\n`)
    return 0
  },
}
