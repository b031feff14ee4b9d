import { statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { operatorError } from '../context/operator-error.ts'
import { describeProblem } from '../plugins/describe-problem.ts'
import { packPlugin } from '../plugins/pack-plugin.ts'
import { packedFileName, packedText } from '../plugins/packed-plugin.ts'
import { atMostOne } from './at-most-one.ts'
import { checkFolder } from './check-folder.ts'
import type { Command } from './command.ts'
import { pluginFolder } from './plugin-folder.ts'
import { print, printError } from './print.ts'

export const packPluginCommand: Command = {
  usage: 'plugin pack [<folder>] [--out <folder>] [--with <folder>]…',
  summary: {
    en: 'Packs a plugin into one file; the same folder always gives the same bytes.',
    'zh-CN': '将插件打包为一个文件；相同的文件夹总是得到相同的字节。',
  },
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { out: { type: 'string' }, with: { type: 'string', multiple: true } },
    })
    const folder = pluginFolder(atMostOne(positionals) ?? '.')
    const out = outFolder(values.out ?? '.')
    const { problems, plugin } = await checkFolder(folder, values.with)
    if (plugin === null) {
      process.stderr.write(`${problems.map(describeProblem).join('\n')}\n`)
      printError({ en: 'Nothing was packed.', 'zh-CN': '未打包任何内容。' })
      return 1
    }
    const packed = await packPlugin(folder, plugin)
    const file = join(out, packedFileName(packed))
    await writeFile(file, packedText(packed))
    const count = Object.keys(packed.files).length
    print({ en: `Packed ${count} files into ${file}`, 'zh-CN': `已将 ${count} 个文件打包到“${file}”` })
    process.stdout.write(`${packed.integrity}\n`)
    return 0
  },
}

function outFolder(given: string): string {
  const folder = resolve(given)
  const stats = statSync(folder, { throwIfNoEntry: false })
  if (stats?.isDirectory()) return folder
  if (stats !== undefined) {
    throw operatorError('VALIDATION_FAILED', {
      en: `--out: '${folder}' is no folder.`,
      'zh-CN': `--out：“${folder}”不是文件夹。`,
    })
  }
  throw operatorError('VALIDATION_FAILED', {
    en: `--out: there is no folder '${folder}'; make it first.`,
    'zh-CN': `--out：没有文件夹“${folder}”；请先创建。`,
  })
}
