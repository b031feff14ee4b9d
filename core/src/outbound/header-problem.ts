import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { HTTP_METHODS } from './send-request.ts'

const NAME = /^[a-z0-9!#$%&'*+.^_`|~-]{1,100}$/
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/
const MAX_BYTES = 8 * 1024

/** They belong to the connection, to the host that is asked, to what lies between, or to the keeping of cookies. */
const RESERVED = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'cookie',
  'cookie2',
  'expect',
  'forwarded',
  'host',
  'http2-settings',
  'keep-alive',
  'set-cookie',
  'set-cookie2',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
  'x-real-ip',
])
const RESERVED_PREFIX = /^(proxy-|sec-|x-forwarded-|:)/
/** By these a request says that it means another method than it has. */
const METHOD_NAMES = new Set(['x-http-method', 'x-http-method-override', 'x-method-override'])
const METHODS: ReadonlySet<string> = new Set(HTTP_METHODS)

/** What is wrong with the headers of a request, or null. Says names, never a value. */
export function headerProblem(headers: ReadonlyArray<readonly [name: string, value: string]>): LocalizedText | null {
  const names = headers.map(([name]) => name.toLowerCase())
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) return named(twice, { en: 'is there twice', 'zh-CN': '重复' })
  for (const [name, value] of headers) {
    const problem = nameProblem(name.toLowerCase()) ?? valueProblem(name.toLowerCase(), value)
    if (problem !== null) return named(name, problem)
  }
  const bytes = headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0)
  if (bytes <= MAX_BYTES) return null
  return {
    en: `The headers have ${bytes} bytes; at most ${MAX_BYTES}.`,
    'zh-CN': `请求头共 ${bytes} 字节，最多 ${MAX_BYTES} 字节。`,
  }
}

function nameProblem(name: string): LocalizedText | null {
  if (RESERVED.has(name) || RESERVED_PREFIX.test(name)) return { en: 'cannot be set', 'zh-CN': '不可设置' }
  if (NAME.test(name)) return null
  return { en: 'is no name of a header', 'zh-CN': '不是有效的请求头名称' }
}

function valueProblem(name: string, value: string): LocalizedText | null {
  if (!VALUE.test(value)) return { en: 'has characters that a header cannot hold', 'zh-CN': '含有请求头不允许的字符' }
  if (METHOD_NAMES.has(name) && !METHODS.has(value.trim().toUpperCase())) {
    return { en: 'names a method that is not allowed', 'zh-CN': '指定了不允许的方法' }
  }
  return null
}

function named(name: string, problem: LocalizedText): LocalizedText {
  const shown = JSON.stringify(name.slice(0, 60)).slice(1, -1)
  return { en: `The header '${shown}' ${problem.en}.`, 'zh-CN': `请求头 '${shown}' ${problem['zh-CN']}。` }
}
