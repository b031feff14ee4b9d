import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { buildCatalogue } from '../plugins/build-catalogue.ts'
import { CATALOGUE_FILE } from '../plugins/catalogue.ts'
import { atMostOne } from './at-most-one.ts'
import { cliLocale } from './cli-locale.ts'
import type { Command } from './command.ts'
import { print } from './print.ts'
import { wrongUsage } from './wrong-usage.ts'

export const buildCatalogueCommand: Command = {
  usage: 'plugin catalogue build <folder>',
  summary: {
    en: 'Writes the index of a folder of packed plugins, to be served as it is by any web server.',
    'zh-CN': '为存放插件包的文件夹写出目录索引，任何网页服务器都可直接提供。',
  },
  async run(args) {
    const { positionals } = parseArgs({ args, allowPositionals: true, options: {} })
    const folder = atMostOne(positionals)
    if (folder === undefined) return wrongUsage(this)
    const catalogue = await buildCatalogue(resolve(folder), cliLocale())
    const file = join(resolve(folder), CATALOGUE_FILE)
    await writeFile(file, `${JSON.stringify(catalogue, null, 2)}\n`)
    const versions = Object.entries(catalogue.plugins).map(
      ([id, entries]) => `${id} ${entries.map(({ version }) => version).join(' ')}`,
    )
    print({
      en: `Wrote ${file}: ${versions.join(', ') || 'no plugins'}`,
      'zh-CN': `已写出“${file}”：${versions.join('、') || '没有插件'}`,
    })
    return 0
  },
}
