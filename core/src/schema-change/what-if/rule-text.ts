import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'

const en = (text: LocalizedText) => textIn(text, 'en')
const zh = (text: LocalizedText) => textIn(text, 'zh-CN')

export function fieldNeeded(gate: 'entry' | 'exit', field: LocalizedText): LocalizedText {
  return gate === 'entry'
    ? { en: `‘${en(field)}’ is needed to enter it`, 'zh-CN': `进入时必须填写“${zh(field)}”` }
    : { en: `‘${en(field)}’ is needed to leave it`, 'zh-CN': `离开时必须填写“${zh(field)}”` }
}

export function conditionHolds(gate: 'entry' | 'exit', guard: LocalizedText): LocalizedText {
  return gate === 'entry'
    ? { en: `‘${en(guard)}’ has to hold to enter it`, 'zh-CN': `进入时必须满足“${zh(guard)}”` }
    : { en: `‘${en(guard)}’ has to hold to leave it`, 'zh-CN': `离开时必须满足“${zh(guard)}”` }
}

export function atMost(limit: number): LocalizedText {
  return { en: `At most ${limit} records may be in it at once`, 'zh-CN': `同时最多 ${limit} 条记录` }
}

export function noLongerTo(stages: readonly LocalizedText[]): LocalizedText {
  return {
    en: `It cannot be followed any more by ${stages.map((one) => `‘${en(one)}’`).join(', ')}`,
    'zh-CN': `之后不能再进入${stages.map((one) => `“${zh(one)}”`).join('、')}`,
  }
}

export function leaveWithin(hours: number): LocalizedText {
  return { en: `Records have to leave it within ${hours} hours`, 'zh-CN': `记录须在 ${hours} 小时内离开` }
}

export function staleAfter(days: number): LocalizedText {
  return { en: `Records in it are stale after ${days} days`, 'zh-CN': `记录停留 ${days} 天后视为停滞` }
}

export const CODE_DECIDES: LocalizedText = {
  en: 'a plugin’s code decides it, which is not run for a plan',
  'zh-CN': '由插件代码决定，制定计划时不运行代码',
}

export const ACTOR_DECIDES: LocalizedText = {
  en: 'it depends on who makes the move',
  'zh-CN': '取决于由谁移动',
}

export const NOT_STORED_YET: LocalizedText = {
  en: 'it uses something that is there only after the publish',
  'zh-CN': '它用到发布之后才存在的内容',
}

export const CALENDAR_DECIDES: LocalizedText = {
  en: 'only working time counts, by the pipeline’s calendar',
  'zh-CN': '仅按流程的工作日历计算工作时间',
}
