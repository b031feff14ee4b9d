import type { expressionsEn } from '../en/expressions.ts'

export const expressionsZh: Record<keyof typeof expressionsEn, string> = {
  reverse: '从另一方看',
  reverseHelp: '指向“{target}”的这些记录在“{target}”看来是什么。“{target}”的表达式可以对其计数和汇总：{name}.count()。',
  reverseName: '表达式中的名称',
  reverseEnglish: '列表标题（英文）',
  reverseChinese: '列表标题（中文）',
  problemReverseName: '只能使用字母和数字，并以小写字母开头。',
  problemReverseMissing: '请同时填写表达式中的名称，或清空列表标题。',
}
