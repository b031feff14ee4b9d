import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { textIn } from '@tenon/sdk/contract/locale'
import type { SecretDeclaration } from '@tenon/sdk/contract/plugin-manifest'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { TenantRef } from '../../context/request-context.ts'
import { expectedNames } from '../../model/expected-names.ts'
import { headerProblem } from '../../outbound/header-problem.ts'
import type { HostScope } from './host-scope.ts'
import type { HttpArguments } from './http-arguments.ts'
import { secretInText, secretIsNoText } from './secret-in-text.ts'

/** A secret of a plugin as an admin has entered it; null where it is not set. Throws CONFIG_INVALID where it cannot be read any more. */
export type ReadSecret = (tenant: TenantRef, plugin: string, name: string) => Promise<string | null>

/** Headers as they are sent, names in lower case. */
export interface FilledHeaders {
  headers: Record<string, string>
  /** Names of those that hold a secret. */
  confidential: string[]
  /** What must not be seen again. */
  secrets: string[]
}

/** Other characters come back from a host in more forms than can be told. */
const PRINTABLE = /^[\x20-\x7e]+$/

type HeaderValues = NonNullable<HttpArguments['headers']>

/**
 * Checks headers without asking for a secret; each secret must be one that `plugin.json` declares, on its way to a
 * host and in a header that are declared for it.
 * @throws TenonError VALIDATION_FAILED, NET_DENIED
 */
export function checkHeaders(scope: HostScope, headers: HeaderValues, host: string): void {
  const entries = Object.entries(headers)
  const shown = entries.map(
    ([name, value]) => [name, typeof value === 'string' ? value : (value.prefix ?? '')] as const,
  )
  const problem = headerProblem(shown)
  if (problem !== null) throw invalid(scope, problem)
  const { secrets: declared = [] } = scope.plugin.package.manifest
  for (const [given, text] of shown) {
    const header = given.toLowerCase()
    const part = secretInText(text, { header, declared })
    if (part !== null) throw invalid(scope, secretIsNoText(header, part, declared))
  }
  for (const [name, value] of entries) {
    if (typeof value !== 'string') checkSecret(scope, value.secret, { host, header: name.toLowerCase() })
  }
}

function checkSecret(scope: HostScope, name: string, { host, header }: { host: string; header: string }): void {
  const declared = scope.plugin.package.manifest.secrets ?? []
  const secret = declared.find((one) => one.name === name)
  if (secret === undefined) throw invalid(scope, undeclared(name, declared))
  const { hosts, headers = ['authorization'] } = secret
  if (!hosts.includes(host)) throw denied(scope, notThere(name, `host '${host}'`, hosts))
  const allowed = headers.map((one) => one.toLowerCase())
  if (!allowed.includes(header)) throw denied(scope, notThere(name, `header '${header}'`, allowed))
}

/** @throws TenonError VALIDATION_FAILED for a secret that nobody has set, or that no header can hold */
export async function fillHeaders(
  scope: HostScope,
  headers: HeaderValues,
  readSecret: ReadSecret,
): Promise<FilledHeaders> {
  const filled: FilledHeaders = { headers: {}, confidential: [], secrets: [] }
  for (const [given, value] of Object.entries(headers)) {
    const name = given.toLowerCase()
    if (typeof value === 'string') {
      filled.headers[name] = value
      continue
    }
    const secret = await readOne(scope, value.secret, readSecret)
    if (secret === '') throw invalid(scope, notSet(value.secret))
    if (!PRINTABLE.test(secret)) throw invalid(scope, notSendable(value.secret))
    filled.headers[name] = `${value.prefix ?? ''}${secret}`
    filled.confidential.push(name)
    filled.secrets.push(secret)
  }
  const problem = headerProblem(Object.entries(filled.headers))
  if (problem !== null) throw invalid(scope, problem)
  return filled
}

async function readOne(scope: HostScope, name: string, readSecret: ReadSecret): Promise<string> {
  try {
    return (await readSecret(scope.ctx.tenant, scope.plugin.package.manifest.id, name))?.trim() ?? ''
  } catch (error) {
    if (error instanceof TenonError && error.code === 'CONFIG_INVALID') throw invalid(scope, unreadable(name))
    throw error
  }
}

function invalid({ ctx }: HostScope, text: LocalizedText): TenonError {
  return new TenonError({ code: 'VALIDATION_FAILED', message: textIn(text, ctx.locale) })
}

function denied({ ctx }: HostScope, text: LocalizedText): TenonError {
  return new TenonError({ code: 'NET_DENIED', message: textIn(text, ctx.locale) })
}

function undeclared(name: string, declared: readonly SecretDeclaration[]): LocalizedText {
  const { en, 'zh-CN': zh } = expectedNames(
    name,
    declared.map((one) => one.name),
  )
  return {
    en: `plugin.json declares no secret '${name}' (${en}).`,
    'zh-CN': `plugin.json 未声明密钥 '${name}'（${zh}）。`,
  }
}

function notThere(name: string, where: string, allowed: readonly string[]): LocalizedText {
  const list = allowed.join(', ')
  return {
    en: `Secret '${name}' is not for ${where}; plugin.json allows ${list}.`,
    'zh-CN': `密钥 '${name}' 不得用于 ${where}；plugin.json 允许：${list}。`,
  }
}

function notSet(name: string): LocalizedText {
  return {
    en: `Secret '${name}' is not set: an admin enters it in the plugin's settings.`,
    'zh-CN': `密钥 '${name}' 尚未设置：请由管理员在插件设置中填写。`,
  }
}

function unreadable(name: string): LocalizedText {
  return {
    en: `Secret '${name}' cannot be read any more, because the server's own secret is another one than when it was set: an admin enters it again in the plugin's settings.`,
    'zh-CN': `密钥 '${name}' 已无法读取，因为服务器自身的密钥与设置它时不同：请由管理员在插件设置中重新填写。`,
  }
}

function notSendable(name: string): LocalizedText {
  return {
    en: `Secret '${name}' has characters that no header can hold: letters, digits and signs of ASCII are allowed.`,
    'zh-CN': `密钥 '${name}' 含有请求头不允许的字符：只能使用 ASCII 字母、数字和符号。`,
  }
}
