import { type RawBuilder, sql } from 'kysely'

const TEXT = {
  en: 'The database was busy for too long, several times in a row. Do it for fewer records at once, or when the database has less to do.',
  zh: '数据库多次繁忙时间过长。请减少一次处理的记录数，或在数据库较空闲时再试。',
}

/** What is said of a row's run that nobody takes up any more: why, where it had said what it was waiting for. */
export function givenUpError(): RawBuilder<string | null> {
  const { en, zh } = TEXT
  return sql`case when error is null then null when locale = 'zh-CN' then ${zh}::text else ${en}::text end`
}
