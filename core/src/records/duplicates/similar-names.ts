/** What a company's name may end with, which tells nothing of who it is; the longest first. In the form that names are compared in. */
const SUFFIXES_ZH = [
  ...['有限责任公司', '有限責任公司', '股份有限公司', '集团有限公司', '集團有限公司', '有限公司', '股份公司'],
  ...['集团公司', '集團公司', '株式会社', '合同会社', '集团', '集團', '公司'],
]
const SUFFIXES = new Set([
  ...['ltd', 'limited', 'llc', 'llp', 'lp', 'inc', 'incorporated', 'corp', 'corporation', 'co', 'company', 'plc'],
  ...['gmbh', 'ag', 'kg', 'ohg', 'ug', 'mbh', 'se', 'sa', 'sas', 'sarl', 'srl', 'spa', 'bv', 'nv', 'ab', 'oy', 'as'],
  ...['aps', 'pte', 'pty', 'kk', 'sdn', 'bhd', 'group', 'holding', 'holdings'],
])

/** From here on two names are similar: 1 is the same. */
export const SIMILAR = 0.8

const LONGEST = 200
const MARKS = /\p{M}/gu
const BETWEEN = /[^\p{L}\p{N}]+/u
const PLACE_SIGN = /(?<=^\p{Script=Han}{2,3})[省市]/u
const HAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u

/** The words of a name without accents, capitals, widths and signs, and without what companies' names end with. */
function wordsOf(name: string): string[] {
  const plain = name.slice(0, LONGEST).normalize('NFKC').toLowerCase().replaceAll('ß', 'ss')
  const words = plain.normalize('NFD').replace(MARKS, '').normalize('NFC').split(BETWEEN).filter(Boolean)
  return withoutSuffixes(words)
}

function withoutSuffixes(words: readonly string[]): string[] {
  const kept = words.map(withoutSuffix).filter(Boolean)
  while (kept.length > 1 && SUFFIXES.has(kept.at(-1) ?? '')) kept.pop()
  // Somebody is called so, and nothing else.
  return kept.length === 0 ? [...words] : kept
}

function withoutSuffix(word: string): string {
  const suffix = SUFFIXES_ZH.find((one) => word.endsWith(one))
  const kept = suffix === undefined ? word : word.slice(0, -suffix.length)
  // 深圳市华强电子 calls itself 深圳华强电子 as well.
  return kept.length > 4 ? kept.replace(PLACE_SIGN, '') : kept
}

/** Pairs of neighbouring signs; the beginning of a word in letters counts as one. */
function pairsOf(words: readonly string[]): string[] {
  return words.flatMap((word) => {
    const signs = [...word]
    const pairs = signs.slice(1).map((sign, at) => `${signs[at]}${sign}`)
    if (HAN.test(word)) return pairs.length === 0 ? signs : pairs
    return [`^${signs[0]}`, ...pairs]
  })
}

/** A name made ready to be compared with many. */
export interface ComparedName {
  readonly pairs: ReadonlyMap<string, number>
  readonly count: number
}

export function comparedName(name: string): ComparedName {
  const all = pairsOf(wordsOf(name))
  const pairs = new Map<string, number>()
  for (const pair of all) pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
  return { pairs, count: all.length }
}

/** How similar two names are, 0 to 1: Dice's coefficient over their pairs, whatever the order of their words. */
export function similarity(one: ComparedName, other: ComparedName): number {
  if (one.count + other.count === 0) return 0
  let shared = 0
  for (const [pair, count] of one.pairs) shared += Math.min(count, other.pairs.get(pair) ?? 0)
  return (2 * shared) / (one.count + other.count)
}

/** Of a longer name, the first pairs find it as well. */
const MOST_PAIRS = 40

/**
 * A query, for the search index, that each similar name answers: that shares two thirds of the pairs at least, so that of
 * pairs of pairs which have none in common one is shared wholly. Null for a name of no letters.
 */
export function similarQuery(name: string): string | null {
  // As they stand in the index: with accents, in capitals.
  const words = withoutSuffixes(name.slice(0, LONGEST).normalize('NFKC').toLowerCase().split(BETWEEN).filter(Boolean))
  const pairs = words.flatMap((word) => {
    const signs = [...word.toUpperCase()]
    return signs.length === 1 ? signs : signs.slice(1).map((sign, at) => `${signs[at]}${sign}`)
  })
  const known = [...new Set(pairs)].slice(0, MOST_PAIRS)
  if (known.length === 0) return null
  return couples(known)
    .map(([one, other]) => (other === undefined ? lexeme(one) : `${lexeme(one)} & ${lexeme(other)}`))
    .join(' | ')
}

function couples(pairs: readonly string[]): Array<[string] | [string, string]> {
  const [first = ''] = pairs
  if (pairs.length === 1) return [[first]]
  if (pairs.length <= 4) {
    return pairs.flatMap((one, at) => pairs.slice(at + 1).map((other): [string, string] => [one, other]))
  }
  const half = Math.floor(pairs.length / 2)
  return pairs.slice(0, half).map((one, at): [string, string] => [one, pairs[at + half] ?? one])
}

/** One sign alone is the beginning of its pairs. */
function lexeme(pair: string): string {
  const quoted = `'${pair.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
  return [...pair].length === 1 ? `${quoted}:*` : quoted
}
