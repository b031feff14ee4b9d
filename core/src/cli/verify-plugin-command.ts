import { parseArgs } from 'node:util'
import { checkSignatures } from '../plugins/plugin-signature.ts'
import { atMostOne } from './at-most-one.ts'
import { cliLocale } from './cli-locale.ts'
import type { Command } from './command.ts'
import { describeTrust, trustListFor } from './plugin-trust.ts'
import { print } from './print.ts'
import { readPackedFile } from './read-packed-file.ts'
import { wrongUsage } from './wrong-usage.ts'

export const verifyPluginCommand: Command = {
  usage: 'plugin verify <file> [--trust <list>]',
  summary: {
    en: 'Tells whether a packed plugin is as it was packed, and who signed it; 0 for a trusted one.',
    'zh-CN': '说明插件包是否与打包时一致、由谁签名；可信时退出码为 0。',
  },
  async run(args) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { trust: { type: 'string' } } })
    const file = atMostOne(positionals)
    if (file === undefined) return wrongUsage(this)
    const packed = await readPackedFile(file)
    const trust = checkSignatures(packed, await trustListFor(values.trust), cliLocale())
    const name = `${packed.id} ${packed.version}`
    print({ en: `${name} is as it was packed.`, 'zh-CN': `${name} 与打包时一致。` })
    print(describeTrust(packed, trust))
    return trust.kind === 'trusted' ? 0 : 1
  },
}
