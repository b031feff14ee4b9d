import type { LocalizedText } from '@tenon/sdk/contract/locale'

const CODE = /^[A-Z][A-Z0-9_]{2,60}$/

const TEXTS: ReadonlyArray<{ codes: RegExp; text: LocalizedText }> = [
  { codes: /^(ENOTFOUND|ENODATA|ENONAME|EBADNAME|EBADQUERY)$/, text: { en: 'has no address', 'zh-CN': '没有地址' } },
  {
    codes: /^(ETIMEOUT|ESERVFAIL|EREFUSED|ECANCELLED|EFORMERR|EBADRESP|ENOTIMP)$/,
    text: { en: 'could not be looked up', 'zh-CN': '无法解析' },
  },
  { codes: /^(ECONNREFUSED)$/, text: { en: 'refused the connection', 'zh-CN': '拒绝连接' } },
  {
    codes: /^(ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|EADDRNOTAVAIL)$/,
    text: { en: 'cannot be reached', 'zh-CN': '无法访问' },
  },
  { codes: /^(ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE)$/, text: { en: 'hung up', 'zh-CN': '中断了连接' } },
  { codes: /^HPE_/, text: { en: 'does not answer as HTTP asks', 'zh-CN': '响应不符合 HTTP' } },
  {
    codes: /^(Z_|ERR_BROTLI|ERR__ERROR_FORMAT|ERR_PADDING)/,
    text: { en: 'sends a body that cannot be decompressed', 'zh-CN': '响应内容无法解压' },
  },
  {
    codes: /(CERT|ERR_TLS|ERR_SSL|EPROTO|SIGNED|ISSUER|SIGNATURE)/,
    text: { en: 'did not prove by a valid certificate that it is that host', 'zh-CN': '未能以有效证书证明其身份' },
  },
]

/** What went wrong with a host, in words that hold nothing but its name and the error's code. */
export function explainFailure(host: string, error: unknown): LocalizedText {
  const given = error instanceof Error && 'code' in error ? String(error.code) : ''
  const code = CODE.test(given) ? given : 'FAILED'
  const { text } = TEXTS.find(({ codes }) => codes.test(code)) ?? {
    text: { en: 'did not answer', 'zh-CN': '没有响应' },
  }
  return { en: `'${host}' ${text.en} (${code}).`, 'zh-CN': `'${host}' ${text['zh-CN']}（${code}）。` }
}
