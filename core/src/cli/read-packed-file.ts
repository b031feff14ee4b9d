import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { PACKED_MAX_BYTES, type PackedPlugin } from '../plugins/packed-plugin.ts'
import { readPackedPlugin } from '../plugins/read-packed-plugin.ts'

/** A packed plugin as it lies in a file. @throws TenonError PLUGIN_INVALID naming the file and what is wrong with it */
export async function readPackedFile(file: string): Promise<PackedPlugin> {
  const stats = await stat(file).catch(() => null)
  if (stats === null || !stats.isFile()) throw refused(`There is no file '${file}'.`)
  if (stats.size > PACKED_MAX_BYTES) throw refused(`'${file}' has more than ${PACKED_MAX_BYTES} bytes.`)
  return readPackedPlugin(basename(file), await readFile(file, 'utf8'))
}

function refused(message: string): TenonError {
  return new TenonError({ code: 'PLUGIN_INVALID', message })
}
