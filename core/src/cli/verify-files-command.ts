import { parseArgs } from 'node:util'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { findTenant } from '../db/find-tenant.ts'
import type { FileFault, FoundFault } from '../files/verify-files.ts'
import type { Command } from './command.ts'
import { FAULT_WORDS } from './fault-words.ts'
import { withTenon } from './open-tenon.ts'
import { print } from './print.ts'

const OPTIONS = { tenant: { type: 'string' } } as const

const WORDS: Readonly<Record<FileFault, Required<LocalizedText>>> = {
  missing: { en: 'missing: the bytes are not there', 'zh-CN': `${FAULT_WORDS.missing}：没有其字节` },
  changed: {
    en: 'changed: the bytes are others than those that were uploaded',
    'zh-CN': `${FAULT_WORDS.changed}：字节与上传时不同`,
  },
  extra: { en: 'extra: bytes that no file is known for', 'zh-CN': `${FAULT_WORDS.extra}：字节不属于任何已知文件` },
}

/** Exit code where something is not as it should be; 1 is for errors, 2 for wrong words. */
const DIFFERS = 3

export const verifyFilesCommand: Command = {
  usage: 'files verify [--tenant <short-name>]',
  summary: {
    en: 'Holds the bytes of all files against the database. Ends with 0 where they agree, 3 where they do not.',
    'zh-CN': '将所有文件的字节与数据库核对。退出码：0 一致，3 不一致。',
  },
  async run(args) {
    const { values } = parseArgs({ args, options: OPTIONS })
    return withTenon(async (tenon) => {
      const all = await tenon.listTenants()
      const tenants = values.tenant === undefined ? all : [await findTenant(tenon.database, values.tenant)]
      let faults = 0
      for (const { slug, schema } of tenants) {
        const { files, bytes } = await tenon.verifyFiles(schema, (fault) => {
          faults += 1
          print(describe(slug, fault))
        })
        print({
          en: `${slug}: ${files} files, ${bytes} bytes.`,
          'zh-CN': `${slug}：${files} 个文件，${bytes} 字节。`,
        })
      }
      print(
        faults === 0
          ? { en: 'All files are as they were uploaded.', 'zh-CN': '所有文件均与上传时一致。' }
          : { en: `${faults} differences.`, 'zh-CN': `${faults} 处差异。` },
      )
      return faults === 0 ? 0 : DIFFERS
    })
  },
}

function describe(slug: string, { fault, id, name }: FoundFault): Required<LocalizedText> {
  return {
    en: `${slug}: ${id} ${name === '' ? '' : `'${name}' `}${WORDS[fault].en}`,
    'zh-CN': `${slug}：${id} ${name === '' ? '' : `“${name}”`}${WORDS[fault]['zh-CN']}`,
  }
}
