import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { operatorError } from '../context/operator-error.ts'
import { writeAuthorFiles } from '../plugins/author-files.ts'
import { scaffoldNames, scaffoldPlugin } from '../plugins/scaffold-plugin.ts'
import { atMostOne } from './at-most-one.ts'
import { checkFolder } from './check-folder.ts'
import type { Command } from './command.ts'
import { print } from './print.ts'
import { wrongUsage } from './wrong-usage.ts'

const ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

export const newPluginCommand: Command = {
  usage: 'plugin new <id> [--folder <folder>]',
  summary: {
    en: 'Makes a small plugin with one of each part, which checks, tests and packs as it is.',
    'zh-CN': '新建一个小插件，每种组成各有一例，可直接检查、测试和打包。',
  },
  async run(args) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { folder: { type: 'string' } } })
    const id = atMostOne(positionals)
    if (id === undefined) return wrongUsage(this)
    if (!ID.test(id) || id.length > 40) {
      throw operatorError('PLUGIN_INVALID', {
        en: `'${id}' cannot be a plugin's id: use up to 40 lower-case letters and digits, a letter first, and hyphens between words.`,
        'zh-CN': `“${id}”不能作为插件的 id：最多 40 个小写字母和数字，以字母开头，单词之间用连字符。`,
      })
    }
    const folder = resolve(values.folder ?? id)
    if ((await readdir(folder).catch(() => [])).length > 0) {
      throw operatorError('CONFLICT', {
        en: `'${folder}' is there already and not empty; nothing was written.`,
        'zh-CN': `“${folder}”已存在且不为空；未写入任何内容。`,
      })
    }
    for (const [file, text] of Object.entries(scaffoldPlugin(scaffoldNames(id)))) {
      await mkdir(dirname(join(folder, file)), { recursive: true })
      await writeFile(join(folder, file), text)
    }
    await writeAuthorFiles(folder, await checkFolder(folder))
    const next = `tenon plugin test ${values.folder ?? id}`
    print({
      en: `Made '${id}' in ${folder}\nNext: ${next}`,
      'zh-CN': `已在“${folder}”新建“${id}”\n下一步：“${next}”`,
    })
    return 0
  },
}
