import { isIP } from 'node:net'
import type { Locale, LocalizedText } from '@tenon/sdk/contract/locale'
import { outboundError } from './outbound-error.ts'

export interface TargetRules {
  /** Whether a host may be reached. It is given in lower case, international names in punycode. */
  mayReach(host: string): boolean
  locale: Locale
  /** The address that redirects here, and whether the place that it redirects to may be named. */
  from?: { url: URL; named: boolean }
}

/**
 * The address as every browser would read it, once it is clear that it may be asked: https at port 443, no name or
 * password in it, a host name and no number, and a host that may be reached. Nothing is resolved here.
 * @throws TenonError VALIDATION_FAILED, NET_DENIED
 */
export function readTarget(text: string, rules: TargetRules): URL {
  const { mayReach, locale, from } = rules
  const url = URL.parse(text, from?.url.href)
  if (url === null) throw outboundError('VALIDATION_FAILED', notAnAddress(rules), locale)
  const refuse = (why: LocalizedText) => outboundError('NET_DENIED', refused(url, why, rules), locale)
  if (url.protocol !== 'https:') throw refuse(NOT_HTTPS)
  if (url.username !== '' || url.password !== '') throw refuse(WITH_PASSWORD)
  if (url.port !== '') throw refuse(OTHER_PORT)
  if (isNumber(url.hostname)) throw refuse(NUMBER)
  if (!mayReach(url.hostname)) throw refuse(NOT_ALLOWED)
  return url
}

function isNumber(hostname: string): boolean {
  return hostname.startsWith('[') || isIP(hostname) !== 0
}

const NOT_HTTPS = { en: 'only https is allowed', 'zh-CN': '仅允许 https' }
const WITH_PASSWORD = { en: 'a name or password before the host is not allowed', 'zh-CN': '主机前不得包含用户名或密码' }
const OTHER_PORT = { en: 'only port 443 is allowed', 'zh-CN': '仅允许端口 443' }
const NUMBER = { en: 'a host name is needed, not a number', 'zh-CN': '必须使用主机名，而非 IP 地址' }
const NOT_ALLOWED = { en: 'the host is not among those that may be reached', 'zh-CN': '该主机不在允许访问之列' }

function refused(url: URL, why: LocalizedText, { from }: TargetRules): LocalizedText {
  const named = from?.named ?? true
  // Of a long name the end tells whose it is.
  const host = url.hostname.length > 100 ? `…${url.hostname.slice(-100)}` : url.hostname
  const whereEn = named ? `'${url.protocol}//${host}'` : 'another place'
  const whereZh = named ? whereEn : '其他地址'
  if (from === undefined)
    return { en: `${whereEn} is refused: ${why.en}.`, 'zh-CN': `拒绝访问 ${whereEn}：${why['zh-CN']}。` }
  return {
    en: `'${from.url.hostname}' redirects to ${whereEn}, which is refused: ${why.en}.`,
    'zh-CN': `'${from.url.hostname}' 重定向到 ${whereZh}，已拒绝：${why['zh-CN']}。`,
  }
}

function notAnAddress({ from }: TargetRules): LocalizedText {
  if (from === undefined) {
    return {
      en: 'The url is not one: it must look like https://api.example.com/path.',
      'zh-CN': 'url 无效，应类似 https://api.example.com/path。',
    }
  }
  return {
    en: `'${from.url.hostname}' redirects to something that is not an address.`,
    'zh-CN': `'${from.url.hostname}' 重定向到无效地址。`,
  }
}
