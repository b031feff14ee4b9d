import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { buildCatalogue } from '../plugins/build-catalogue.ts'
import { CATALOGUE_FILE } from '../plugins/catalogue.ts'
import { atMostOne } from './at-most-one.ts'
import type { Command } from './command.ts'

export const buildCatalogueCommand: Command = {
  usage: 'plugin catalogue build <folder>',
  summary: 'Writes the index of a folder of packed plugins, to be served as it is by any web server.',
  async run(args) {
    const { positionals } = parseArgs({ args, allowPositionals: true, options: {} })
    const folder = atMostOne(positionals)
    if (folder === undefined) {
      process.stderr.write(`Usage: tenon ${this.usage}\n`)
      return 2
    }
    const catalogue = await buildCatalogue(resolve(folder))
    const file = join(resolve(folder), CATALOGUE_FILE)
    await writeFile(file, `${JSON.stringify(catalogue, null, 2)}\n`)
    const versions = Object.entries(catalogue.plugins).map(
      ([id, entries]) => `${id} ${entries.map(({ version }) => version).join(' ')}`,
    )
    process.stdout.write(`Wrote ${file}: ${versions.join(', ') || 'no plugins'}\n`)
    return 0
  },
}
