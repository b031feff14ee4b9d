import { readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { packedText } from '../plugins/packed-plugin.ts'
import { signPackage } from '../plugins/plugin-signature.ts'
import { atMostOne } from './at-most-one.ts'
import type { Command } from './command.ts'
import { readPackedFile } from './read-packed-file.ts'

export const signPluginCommand: Command = {
  usage: 'plugin sign <file> --key <private key file> [--name <whose>]',
  summary: 'Signs a packed plugin with an Ed25519 key.',
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { key: { type: 'string' }, name: { type: 'string' } },
    })
    const file = atMostOne(positionals)
    if (file === undefined || values.key === undefined) {
      process.stderr.write(`Usage: tenon ${this.usage}\n`)
      return 2
    }
    const packed = await readPackedFile(file)
    const name = values.name ?? basename(values.key).replace(/\.key$/, '')
    const signed = signPackage(packed, { privateKey: await readFile(values.key, 'utf8'), name })
    await writeFile(file, packedText(signed))
    process.stdout.write(`Signed ${packed.id} ${packed.version} as '${name}' with ${signed.signatures.at(-1)?.key}\n`)
    return 0
  },
}
