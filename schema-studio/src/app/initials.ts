/** “Ada Lovelace” → AL, “王小明” → 小明: what people of that name are called in short. */
export function initials(name: string): string {
  const trimmed = name.trim()
  if (/\p{Script=Han}/u.test(trimmed)) return trimmed.replace(/\s/g, '').slice(-2)
  const words = trimmed.split(/\s+/)
  return ((words[0]?.[0] ?? '?') + (words.length > 1 ? (words.at(-1)?.[0] ?? '') : '')).toUpperCase()
}
