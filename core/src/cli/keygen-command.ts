import { rm, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { makeSigningKey } from '../plugins/plugin-signature.ts'
import { atMostOne } from './at-most-one.ts'
import type { Command } from './command.ts'
import { wrongUsage } from './wrong-usage.ts'

export const keygenCommand: Command = {
  usage: 'plugin keygen <file name> [--name <whose>]',
  summary: {
    en: 'Makes a key for signing: <file name>.key stays secret, <file name>.pub.json is for trust lists.',
    'zh-CN': '生成签名密钥：<file name>.key 须保密，<file name>.pub.json 用于信任列表。',
  },
  async run(args) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { name: { type: 'string' } } })
    const base = atMostOne(positionals)
    if (base === undefined) return wrongUsage(this)
    const { privateKey, key } = makeSigningKey()
    const name = values.name ?? base.split(/[\\/]/).at(-1) ?? base
    const list = `${base}.pub.json`
    // `wx`: a key that is lost cannot be made again.
    await writeFile(list, `${JSON.stringify({ keys: [{ name, key }] }, null, 2)}\n`, { flag: 'wx' })
    try {
      await writeFile(`${base}.key`, privateKey, { mode: 0o600, flag: 'wx' })
    } catch (error) {
      await rm(list)
      throw error
    }
    process.stdout.write(`${base}.key\n${list}\n${key}\n`)
    return 0
  },
}
