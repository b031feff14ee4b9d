import { readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { packedText } from '../plugins/packed-plugin.ts'
import { signPackage } from '../plugins/plugin-signature.ts'
import { atMostOne } from './at-most-one.ts'
import type { Command } from './command.ts'
import { print } from './print.ts'
import { readPackedFile } from './read-packed-file.ts'
import { wrongUsage } from './wrong-usage.ts'

export const signPluginCommand: Command = {
  usage: 'plugin sign <file> --key <private key file> [--name <whose>]',
  summary: { en: 'Signs a packed plugin with an Ed25519 key.', 'zh-CN': '用 Ed25519 密钥为插件包签名。' },
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { key: { type: 'string' }, name: { type: 'string' } },
    })
    const file = atMostOne(positionals)
    if (file === undefined || values.key === undefined) return wrongUsage(this)
    const packed = await readPackedFile(file)
    const name = values.name ?? basename(values.key).replace(/\.key$/, '')
    const signed = signPackage(packed, { privateKey: await readFile(values.key, 'utf8'), name })
    await writeFile(file, packedText(signed))
    const key = signed.signatures.at(-1)?.key
    print({
      en: `Signed ${packed.id} ${packed.version} as '${name}' with ${key}`,
      'zh-CN': `已以“${name}”为 ${packed.id} ${packed.version} 签名，密钥 ${key}`,
    })
    return 0
  },
}
