import { parseArgs } from 'node:util'
import { describeProblem } from '../plugins/describe-problem.ts'
import { atMostOne } from './at-most-one.ts'
import { checkFolder } from './check-folder.ts'
import type { Command } from './command.ts'
import { pluginFolder } from './plugin-folder.ts'
import { print, printError } from './print.ts'

export const checkPluginCommand: Command = {
  usage: 'plugin check [<folder>] [--with <folder>]…',
  summary: {
    en: 'Finds all that an install would refuse, with file and line; needs no database.',
    'zh-CN': '找出安装时会被拒绝的全部问题，并给出文件和行号；无需数据库。',
  },
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { with: { type: 'string', multiple: true } },
    })
    const folder = pluginFolder(atMostOne(positionals) ?? '.')
    const { plugin, problems, packages, warnings } = await checkFolder(folder, values.with)
    if (problems.length > 0) {
      process.stderr.write(`${problems.map(describeProblem).join('\n')}\n`)
      printError({
        en: `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'} in ${folder}`,
        'zh-CN': `“${folder}”有 ${problems.length} 个问题`,
      })
      return 1
    }
    for (const warning of warnings) {
      const told = describeProblem(warning)
      print({ en: `warning: ${told}`, 'zh-CN': `警告：${told}` })
    }
    const others = packages.filter((one) => one !== plugin)
    const needed = others.map(({ manifest }) => `${manifest.id} ${manifest.version}`)
    const name = `${plugin?.manifest.id} ${plugin?.manifest.version}`
    print({
      en: `${name} can be installed${needed.length === 0 ? '' : `, checked with ${needed.join(', ')}`}.`,
      'zh-CN': `${name} 可以安装${needed.length === 0 ? '' : `，已与 ${needed.join('、')} 一并检查`}。`,
    })
    return 0
  },
}
