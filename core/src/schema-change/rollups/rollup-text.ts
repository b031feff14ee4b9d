import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { CompiledEntity, CompiledRollup } from '../../model/compiled-model.ts'
import type { ChangeRollups } from '../model-change.ts'

const ENGLISH = { day: 'day', week: 'week', month: 'month', quarter: 'quarter', year: 'year' }
const CHINESE = { day: '日', week: '周', month: '月', quarter: '季度', year: '年' }

/** What a change of what is kept ready is called in plans and histories. */
export function rollupText({ entity, changed, removed }: ChangeRollups): LocalizedText {
  const english = [
    ...changed.map((one) => `‘${one.name}’ by ${keysOf(entity, one, 'en').join(', ')}${sumsIn(one, 'en')}`),
    ...removed.map(({ name }) => `none any more as ‘${name}’`),
  ]
  const chinese = [
    ...changed.map((one) => `“${one.name}”按${keysOf(entity, one, 'zh-CN').join('、')}${sumsIn(one, 'zh-CN')}`),
    ...removed.map(({ name }) => `取消“${name}”`),
  ]
  const { label } = entity.schema
  return {
    en: `Change which totals of ${textIn(label, 'en')} are kept ready: ${english.join('; ')}`,
    'zh-CN': `修改“${textIn(label, 'zh-CN')}”保存的汇总：${chinese.join('；')}`,
  }
}

function keysOf({ fields }: CompiledEntity, { keys }: CompiledRollup, locale: Locale): string[] {
  return keys.map(({ name, per }) => {
    const label = textIn(fields.get(name)?.schema.label ?? { en: name }, locale)
    if (per === null) return label
    return locale === 'en' ? `${ENGLISH[per]} of ${label}` : `${label}的${CHINESE[per]}`
  })
}

function sumsIn({ sums }: CompiledRollup, locale: Locale): string {
  if (sums.length === 0) return ''
  const labels = sums.map(({ schema }) => textIn(schema.label, locale))
  return locale === 'en' ? `, sums of ${labels.join(', ')}` : `，合计${labels.join('、')}`
}
