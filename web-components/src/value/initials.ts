/** “Ada Lovelace” → AL, “王小明” → 明: two Chinese characters have no room in a circle of a line's height. */
export function initials(name: string): string {
  const trimmed = name.trim()
  if (/\p{Script=Han}/u.test(trimmed)) return trimmed.match(/\p{Script=Han}(?!.*\p{Script=Han})/u)?.[0] ?? '?'
  const words = trimmed.split(/\s+/)
  return ((words[0]?.[0] ?? '?') + (words.length > 1 ? (words.at(-1)?.[0] ?? '') : '')).toUpperCase()
}
