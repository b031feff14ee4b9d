import type { Locale } from '@tenon/sdk/contract/locale'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { translate } from '../locales/translate.ts'

/** “Acme” is back, and what came with it or could not. */
export function restoredWords({ $along: along }: TenonRecord, title: string, locale: Locale): string {
  const parts = [
    translate(locale, 'restored', { title }),
    ...(along && along.returned > 0 ? [translate(locale, 'restoredAlong', { count: along.returned })] : []),
    ...(along && along.left > 0 ? [translate(locale, 'restoredNotAlong', { count: along.left })] : []),
  ]
  return parts.join(locale === 'zh-CN' ? '' : ' ')
}
