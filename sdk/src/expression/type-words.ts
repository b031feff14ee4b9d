import type { ProblemText } from './expression-problem.ts'
import type { ExpressionType } from './expression-type.ts'

const WORDS: Readonly<Record<Exclude<ExpressionType['kind'], 'list' | 'record'>, ProblemText>> = {
  null: { en: 'null', 'zh-CN': '空值' },
  bool: { en: 'yes/no', 'zh-CN': '是/否' },
  string: { en: 'text', 'zh-CN': '文本' },
  choice: { en: 'a choice', 'zh-CN': '选项' },
  int: { en: 'a whole number', 'zh-CN': '整数' },
  decimal: { en: 'a decimal number', 'zh-CN': '小数' },
  double: { en: 'a floating-point number', 'zh-CN': '浮点数' },
  money: { en: 'money', 'zh-CN': '金额' },
  date: { en: 'a date', 'zh-CN': '日期' },
  dateTime: { en: 'a point in time', 'zh-CN': '时间点' },
  time: { en: 'a time of day', 'zh-CN': '时刻' },
  duration: { en: 'a duration', 'zh-CN': '时长' },
  dyn: { en: 'JSON', 'zh-CN': 'JSON' },
  unknown: { en: 'unknown', 'zh-CN': '未知' },
}

/** A type in the words of a message: `a list of money`. */
export function typeWords(type: ExpressionType): ProblemText {
  if (type.kind === 'record') {
    const name = type.entity.replace('$', '')
    return { en: `a record of '${name}'`, 'zh-CN': `“${name}”记录` }
  }
  if (type.kind !== 'list') return WORDS[type.kind]
  const of = typeWords(type.of)
  return { en: `a list (of ${of.en})`, 'zh-CN': `列表（${of['zh-CN']}）` }
}
