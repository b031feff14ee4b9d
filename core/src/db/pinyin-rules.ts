/** Unihan's first block and the rarer signs before it; what lies beyond has ICU's own order, after all of these. */
const BLOCKS = [
  [0x34_00, 0x4d_bf],
  [0x4e_00, 0x9f_ff],
] as const
const ZERO = '〇'

/**
 * Chinese signs by pinyin, after all letters, as rules by which ICU changes its root order (UTS #35 part 5, 3.4). The embedded
 * database has ICU's root data alone; the order itself is that of CLDR, from the ICU that this process has.
 */
export function pinyinRules(): string {
  const { compare } = new Intl.Collator('zh-u-co-pinyin')
  const signs = [ZERO, ...BLOCKS.flatMap(([first, last]) => signsBetween(first, last))]
  return `&[last regular]<*${signs.sort((one, other) => compare(one, other) || byCode(one, other)).join('')}`
}

function signsBetween(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index))
}

function byCode(one: string, other: string): number {
  return one < other ? -1 : 1
}
