import { describe, expect, test } from 'vitest'
import { comparedName, SIMILAR, similarity } from '../../../../core/src/records/duplicates/similar-names.ts'

const score = (one: string, other: string) => similarity(comparedName(one), comparedName(other))

describe('similar names', () => {
  test.each([
    ['Acme Ltd', 'ACME Limited'],
    ['Acme Co., Ltd.', 'acme'],
    ['Müller GmbH', 'Muller'],
    ['Ａｃｍｅ', 'acme'],
    ['Weiß KG', 'Weiss'],
    ['Ann Lee', 'Lee, Ann'],
    ['上海大众汽车有限公司', '上海大众汽车'],
    ['大众汽车（上海）有限公司', '上海 大众汽车'],
    ['华为技术有限责任公司', '华为技术股份有限公司'],
    ['臺灣積體電路製造股份有限公司', '臺灣積體電路製造'],
    ['Group', 'GROUP'],
  ])('‘%s’ and ‘%s’ are the same', (one, other) => {
    expect(score(one, other)).toBe(1)
  })

  test.each([
    ['Jon Smith', 'John Smith'],
    ['Konzept Werkstatt', 'Konzept Werkstat'],
    ['欧阳娜娜', '欧阳娜'],
  ])('‘%s’ and ‘%s’ are similar', (one, other) => {
    expect(score(one, other)).toBeGreaterThanOrEqual(SIMILAR)
    expect(score(one, other)).toBeLessThan(1)
  })

  test.each([
    ['Jane Smith', 'Jon Smith'],
    ['张伟', '张维'],
    ['王小明', '王晓明'],
    ['北京现代汽车有限公司', '上海大众汽车有限公司'],
    ['Alpha Ltd', 'Beta Ltd'],
    ['', ''],
    ['!!!', '???'],
  ])('‘%s’ and ‘%s’ are not', (one, other) => {
    expect(score(one, other)).toBeLessThan(SIMILAR)
  })
})
