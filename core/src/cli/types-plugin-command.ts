import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { writeAuthorFiles } from '../plugins/author-files.ts'
import { describeProblem } from '../plugins/describe-problem.ts'
import { atMostOne } from './at-most-one.ts'
import { checkFolder } from './check-folder.ts'
import type { Command } from './command.ts'
import { pluginFolder } from './plugin-folder.ts'
import { print, printError } from './print.ts'

export const typesPluginCommand: Command = {
  usage: 'plugin types [<folder>] [--with <folder>]…',
  summary: {
    en: "Writes entities.d.ts, by which hooks are checked, and the editor's files.",
    'zh-CN': '写出用于检查钩子的 entities.d.ts 和编辑器所需的文件。',
  },
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { with: { type: 'string', multiple: true } },
    })
    const folder = pluginFolder(atMostOne(positionals) ?? '.')
    const checked = await checkFolder(folder, values.with)
    const { problems, model } = checked
    await writeAuthorFiles(folder, checked)
    if (model === null) {
      process.stderr.write(`${problems.map(describeProblem).join('\n')}\n`)
      printError({ en: 'No types were written.', 'zh-CN': '未写出任何类型。' })
      return 1
    }
    const file = join(folder, 'entities.d.ts')
    const names = [...model.entities.keys()].sort()
    print({ en: `Wrote ${file}: ${names.join(', ')}`, 'zh-CN': `已写出“${file}”：${names.join('、')}` })
    return 0
  },
}
