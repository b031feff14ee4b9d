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
  return (cron) => cronstrue.toString(cron, options)
}
