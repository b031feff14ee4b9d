import type { Locale } from '@tenon/sdk/contract/locale'
import { setApart } from '@tenon/web-components/value/keep-direction'
import { CATALOGS, type MessageKey } from './catalog.ts'

export type MessageParameters = Record<string, string | number>

/**
 * The text of `key`. `{name}` stands for a parameter; `{count|record|records}` picks one or many by a number.
 * Numbers are written as the language writes them.
 */
export function translate(locale: Locale, key: MessageKey, parameters: MessageParameters = {}): string {
  return CATALOGS[locale][key].replace(/\{([^}]*)\}/g, (whole, inside: string) => {
    const [name = '', one, many] = inside.split('|')
    const value = parameters[name]
    if (value === undefined) return whole
    if (one !== undefined && many !== undefined) return Number(value) === 1 ? one : many
    return typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : setApart(value)
  })
}
