import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { writeAuthorFiles } from '../plugins/author-files.ts'
import { checkPlugin } from '../plugins/check-plugin.ts'
import { scaffoldNames, scaffoldPlugin } from '../plugins/scaffold-plugin.ts'
import { atMostOne } from './at-most-one.ts'
import type { Command } from './command.ts'
import { withPluginLoader } from './plugin-tools.ts'
import { shelvesOf } from './shelves-of.ts'

const ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

export const newPluginCommand: Command = {
  usage: 'plugin new <id> [--folder <folder>]',
  summary: 'Makes a small plugin with one of each part, which checks, tests and packs as it is.',
  async run(args) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { folder: { type: 'string' } } })
    const id = atMostOne(positionals)
    if (id === undefined) {
      process.stderr.write(`Usage: tenon ${this.usage}\n`)
      return 2
    }
    if (!ID.test(id) || id.length > 40) {
      throw new TenonError({
        code: 'PLUGIN_INVALID',
        message: `'${id}' cannot be a plugin's id: use up to 40 lower-case letters and digits, a letter first, and hyphens between words.`,
      })
    }
    const folder = resolve(values.folder ?? id)
    if ((await readdir(folder).catch(() => [])).length > 0) {
      throw new TenonError({
        code: 'CONFLICT',
        message: `'${folder}' is there already and not empty; nothing was written.`,
      })
    }
    for (const [file, text] of Object.entries(scaffoldPlugin(scaffoldNames(id)))) {
      await mkdir(dirname(join(folder, file)), { recursive: true })
      await writeFile(join(folder, file), text)
    }
    const checked = await withPluginLoader((loadPluginFolder) =>
      checkPlugin(folder, { loadPluginFolder, shelves: shelvesOf(folder) }),
    )
    await writeAuthorFiles(folder, checked)
    process.stdout.write(`Made '${id}' in ${folder}\nNext: tenon plugin test ${values.folder ?? id}\n`)
    return 0
  },
}
