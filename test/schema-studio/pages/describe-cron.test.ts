import { expect, test } from 'vitest'
import { loadDescribeCron } from '../../../schema-studio/src/pages/describe-cron.ts'

test('a time table is told in words, in Chinese as one writes it there', async () => {
  const [english, chinese] = await Promise.all([loadDescribeCron('en'), loadDescribeCron('zh-CN')])
  expect(['0 8 * * *', '0 8 * * 1-5', '0 * * * *'].map(english)).toEqual([
    ...['At 08:00', 'At 08:00, Monday through Friday', 'Every hour'],
  ])
  expect(['0 8 * * *', '30 9,17 * * *', '0 8 * * 1-5', '*/5 * * * *'].map(chinese)).toEqual([
    ...['每天 08:00', '每天 09:30 和 17:30', '在08:00，星期一至星期五', '每隔 5 分钟'],
  ])
})
