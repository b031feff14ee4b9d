import { parseArgs } from 'node:util'
import { checkPlugin } from '../plugins/check-plugin.ts'
import { describeProblem } from '../plugins/describe-problem.ts'
import { atMostOne } from './at-most-one.ts'
import type { Command } from './command.ts'
import { pluginFolder } from './plugin-folder.ts'
import { withPluginLoader } from './plugin-tools.ts'
import { shelvesOf } from './shelves-of.ts'

export const checkPluginCommand: Command = {
  usage: 'plugin check [<folder>] [--with <folder>]…',
  summary: 'Finds all that an install would refuse, with file and line; needs no database.',
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { with: { type: 'string', multiple: true } },
    })
    const folder = pluginFolder(atMostOne(positionals) ?? '.')
    const { plugin, problems, packages, warnings } = await withPluginLoader((loadPluginFolder) =>
      checkPlugin(folder, { loadPluginFolder, shelves: shelvesOf(folder, values.with) }),
    )
    if (problems.length > 0) {
      process.stderr.write(`${problems.map(describeProblem).join('\n')}\n`)
      process.stderr.write(`${problems.length} ${problems.length === 1 ? 'problem' : 'problems'} in ${folder}\n`)
      return 1
    }
    for (const warning of warnings) process.stdout.write(`warning: ${describeProblem(warning)}\n`)
    const others = packages.filter((one) => one !== plugin)
    const needed = others.map(({ manifest }) => `${manifest.id} ${manifest.version}`)
    const checked = needed.length === 0 ? '' : `, checked with ${needed.join(', ')}`
    process.stdout.write(`${plugin?.manifest.id} ${plugin?.manifest.version} can be installed${checked}.\n`)
    return 0
  },
}
