import type { Locale } from '@tenon/sdk/contract/locale'

/** By POSIX, the first of these that says anything decides. */
const VARIABLES = ['LC_ALL', 'LC_MESSAGES', 'LANG']

/** The language in which the command line speaks to whoever sits at the terminal. */
export function cliLocale(env: Readonly<Record<string, string | undefined>> = process.env): Locale {
  const given = VARIABLES.map((name) => env[name] ?? '').find((value) => value !== '') ?? ''
  return /^zh(?![a-z])/i.test(given) ? 'zh-CN' : 'en'
}
