import type { Locale } from '@tenon/sdk/contract/locale'

/** Says a time table of five fields in words. */
export type DescribeCron = (cron: string) => string

/** Loads the words of a language; only those who look at schedules need them. */
export async function loadDescribeCron(locale: Locale): Promise<DescribeCron> {
  const { default: cronstrue } = await import('cronstrue')
  await import('cronstrue/locales/zh_CN.js')
  const options = {
    locale: locale === 'zh-CN' ? 'zh_CN' : 'en',
    use24HourTimeFormat: true,
    throwExceptionOnParseError: false,
  }
  const words = (cron: string) => cronstrue.toString(cron, options)
  return locale === 'zh-CN' ? (cron) => asWritten(words(cron)) : words
}

/** With Chinese punctuation; of a time alone, that it is each day's. */
function asWritten(words: string): string {
  return words.replaceAll(', ', '，').replace(/^在 ?(\d[^，]*)$/, '每天 $1')
}
