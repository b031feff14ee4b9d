import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { makeSigningKey } from '../plugins/plugin-signature.ts'
import type { Command } from './command.ts'

export const keygenCommand: Command = {
  usage: 'plugin keygen <file name> [--name <whose>]',
  summary: 'Makes a key for signing: <file name>.key stays secret, <file name>.pub.json is for trust lists.',
  async run(args) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { name: { type: 'string' } } })
    const [base] = positionals
    if (base === undefined) {
      process.stderr.write(`Usage: tenon ${this.usage}\n`)
      return 2
    }
    const { privateKey, key } = makeSigningKey()
    const name = values.name ?? base.split(/[\\/]/).at(-1) ?? base
    // `wx`: a key that is lost cannot be made again.
    await writeFile(`${base}.key`, privateKey, { mode: 0o600, flag: 'wx' })
    await writeFile(`${base}.pub.json`, `${JSON.stringify({ keys: [{ name, key }] }, null, 2)}\n`)
    process.stdout.write(`${base}.key\n${base}.pub.json\n${key}\n`)
    return 0
  },
}
