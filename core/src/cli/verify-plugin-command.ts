import { parseArgs } from 'node:util'
import { checkSignatures } from '../plugins/plugin-signature.ts'
import { atMostOne } from './at-most-one.ts'
import type { Command } from './command.ts'
import { describeTrust, trustListFor } from './plugin-trust.ts'
import { readPackedFile } from './read-packed-file.ts'

export const verifyPluginCommand: Command = {
  usage: 'plugin verify <file> [--trust <list>]',
  summary: 'Tells whether a packed plugin is as it was packed, and who signed it; 0 for a trusted one.',
  async run(args) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { trust: { type: 'string' } } })
    const file = atMostOne(positionals)
    if (file === undefined) {
      process.stderr.write(`Usage: tenon ${this.usage}\n`)
      return 2
    }
    const packed = await readPackedFile(file)
    const trust = checkSignatures(packed, await trustListFor(values.trust))
    process.stdout.write(`${packed.id} ${packed.version} is as it was packed.\n${describeTrust(packed, trust)}\n`)
    return trust.kind === 'trusted' ? 0 : 1
  },
}
