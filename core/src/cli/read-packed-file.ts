import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { TenonError } from '@tenon/sdk/contract/tenon-error'
import { operatorError } from '../context/operator-error.ts'
import { PACKED_MAX_BYTES, type PackedPlugin } from '../plugins/packed-plugin.ts'
import { readPackedPlugin } from '../plugins/read-packed-plugin.ts'
import { cliLocale } from './cli-locale.ts'

/** A packed plugin as it lies in a file. @throws TenonError PLUGIN_INVALID naming the file and what is wrong with it */
export async function readPackedFile(file: string): Promise<PackedPlugin> {
  const stats = await stat(file).catch(() => null)
  if (stats === null || !stats.isFile())
    throw refused({ en: `There is no file '${file}'.`, 'zh-CN': `没有文件“${file}”。` })
  if (stats.size > PACKED_MAX_BYTES) {
    throw refused({
      en: `'${file}' has more than ${PACKED_MAX_BYTES} bytes.`,
      'zh-CN': `“${file}”超过 ${PACKED_MAX_BYTES} 字节。`,
    })
  }
  return readPackedPlugin(basename(file), await readFile(file, 'utf8'), cliLocale())
}

function refused(text: Required<LocalizedText>): TenonError {
  return operatorError('PLUGIN_INVALID', text)
}
