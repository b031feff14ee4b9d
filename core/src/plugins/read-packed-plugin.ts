import type { Locale, LocalizedText } from '@tenon/sdk/contract/locale'
import { z } from 'zod'
import { shownValue } from '../model/field-types/shown-value.ts'
import { hashFile, hashHashes, PACKED_FORMAT, PACKED_MAX_BYTES, type PackedPlugin } from './packed-plugin.ts'
import { fileProblem, type PluginProblem, pluginInvalid } from './plugin-problem.ts'

const HASH = z.string().regex(/^sha256-[A-Za-z0-9+/]{43}=$/)

const PACKED = z.strictObject({
  format: z.literal(PACKED_FORMAT),
  id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  version: z.string().max(60),
  integrity: HASH,
  hashes: z.record(z.string().max(200), HASH),
  signatures: z
    .array(z.strictObject({ name: z.string().max(200), key: z.string().max(100), signature: z.string().max(200) }))
    .max(10),
  files: z.record(z.string().max(200), z.unknown()),
})

/**
 * Reads a packed plugin and compares every part with its hash. Nothing of its content is looked at yet.
 * Throws PLUGIN_INVALID naming each part that is not what was packed.
 */
export function readPackedPlugin(file: string, text: string, locale: Locale = 'en'): PackedPlugin {
  const refuse = (...problems: PluginProblem[]) => pluginInvalid(problems, locale)
  if (Buffer.byteLength(text) > PACKED_MAX_BYTES) throw refuse(fileProblem(file, 'maxBytes', TOO_LARGE))
  const parsed = PACKED.safeParse(parse(text))
  if (!parsed.success) throw refuse(notPacked(file, parsed.error))
  const packed = parsed.data as PackedPlugin
  const changed = changedParts(packed)
  if (changed.length > 0) throw refuse(...changed)
  if (hashHashes(packed) !== packed.integrity) throw refuse(fileProblem(file, 'integrity', CHANGED_AS_A_WHOLE))
  return packed
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function notPacked(file: string, { issues }: z.ZodError): PluginProblem {
  const place = issues[0] === undefined ? '' : ` (/${issues[0].path.join('/')}: ${issues[0].message})`
  return fileProblem(file, 'format', {
    en: `it is not a packed plugin of a form known here${place}`,
    'zh-CN': `不是可识别的插件包${place}`,
  })
}

function changedParts({ files, hashes }: PackedPlugin): PluginProblem[] {
  const names = [...new Set([...Object.keys(files), ...Object.keys(hashes)])].sort()
  return names.flatMap((name) => {
    const content = Object.hasOwn(files, name) ? files[name] : undefined
    const hash = Object.hasOwn(hashes, name) ? hashes[name] : undefined
    if (content === undefined) return [fileProblem(name, 'integrity', REMOVED)]
    if (hash === undefined) return [fileProblem(name, 'integrity', ADDED)]
    const found = hashFile(content)
    return found === hash ? [] : [fileProblem(name, 'integrity', changedPart(hash, found))]
  })
}

function changedPart(hash: string, found: string): LocalizedText {
  return {
    en: `it was changed after packing: its hash is ${shownValue(found)}, not ${shownValue(hash)}`,
    'zh-CN': `打包后被修改：其哈希为 ${shownValue(found)}，而非 ${shownValue(hash)}`,
  }
}

const ADDED: LocalizedText = { en: 'it was added after packing: it has no hash', 'zh-CN': '打包后被添加：没有哈希' }
const REMOVED: LocalizedText = { en: 'it was removed after packing', 'zh-CN': '打包后被移除' }
const CHANGED_AS_A_WHOLE: LocalizedText = {
  en: 'id, version or the list of hashes was changed after packing: they do not match its integrity',
  'zh-CN': '打包后 id、版本或哈希列表被修改：与其完整性值不符',
}
const TOO_LARGE: LocalizedText = {
  en: `it is too large; at most ${PACKED_MAX_BYTES} bytes are allowed`,
  'zh-CN': `文件过大，最多 ${PACKED_MAX_BYTES} 字节`,
}
