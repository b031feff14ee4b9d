import { type Locale, textIn } from './locale.ts'

/** “1 h 30 min”: the largest units first, none that is zero. */
export function formatDuration(seconds: number, locale: Locale): string {
  const units = textIn(UNITS, locale).split(' ')
  const parts = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
    seconds % 60,
  ]
  const words = parts.flatMap((part, index) => (part === 0 ? [] : [`${part} ${units[index]}`]))
  return words.length === 0 ? `0 ${units[2]}` : words.join(' ')
}

const UNITS = { en: 'd h min s', 'zh-CN': '天 小时 分钟 秒' }
