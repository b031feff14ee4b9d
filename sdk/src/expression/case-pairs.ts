/**
 * First and last capital, how far its small letter lies behind it, and the step from one capital to the next.
 * Only letters with one small and one capital form each: ß, İ, ı, ſ and final ς are left as they are, so that the
 * length of a text and the way back never change. Fixed here, because engines and databases know different versions
 * of Unicode and have languages of their own.
 */
const RANGES: ReadonlyArray<readonly [first: number, last: number, distance: number, step: number]> = [
  [0x41, 0x5a, 32, 1], // Latin
  [0xc0, 0xd6, 32, 1],
  [0xd8, 0xde, 32, 1],
  [0x100, 0x12e, 1, 2], // Latin of European languages
  [0x132, 0x136, 1, 2],
  [0x139, 0x147, 1, 2],
  [0x14a, 0x176, 1, 2],
  [0x178, 0x178, -121, 1],
  [0x179, 0x17d, 1, 2],
  [0x1a0, 0x1a4, 1, 2], // Vietnamese
  [0x1af, 0x1af, 1, 1],
  [0x1cd, 0x1db, 1, 2], // Pinyin
  [0x1de, 0x1ee, 1, 2],
  [0x1f8, 0x21e, 1, 2],
  [0x222, 0x232, 1, 2],
  [0x386, 0x386, 38, 1], // Greek
  [0x388, 0x38a, 37, 1],
  [0x38c, 0x38c, 64, 1],
  [0x38e, 0x38f, 63, 1],
  [0x391, 0x3a1, 32, 1],
  [0x3a3, 0x3ab, 32, 1],
  [0x400, 0x40f, 80, 1], // Cyrillic
  [0x410, 0x42f, 32, 1],
  [0x460, 0x480, 1, 2],
  [0x48a, 0x4be, 1, 2],
  [0x4c0, 0x4c0, 15, 1],
  [0x4c1, 0x4cd, 1, 2],
  [0x4d0, 0x52e, 1, 2],
  [0x531, 0x556, 48, 1], // Armenian
  [0x1e00, 0x1e94, 1, 2], // Latin with more than one mark
  [0x1ea0, 0x1efe, 1, 2],
  [0x2160, 0x216f, 16, 1], // Roman numerals
  [0x24b6, 0x24cf, 26, 1], // Letters in circles
  [0xff21, 0xff3a, 32, 1], // Full-width Latin
]

function makePairs(): { capitals: string; smalls: string } {
  const capitals: number[] = []
  for (const [first, last, , step] of RANGES) for (let code = first; code <= last; code += step) capitals.push(code)
  const smalls = RANGES.flatMap(([first, last, distance, step]) => {
    const count = Math.floor((last - first) / step) + 1
    return Array.from({ length: count }, (_, index) => first + index * step + distance)
  })
  return { capitals: String.fromCharCode(...capitals), smalls: String.fromCharCode(...smalls) }
}

/** All letters that have a case, at the same place in both texts. */
export const CASE_PAIRS: Readonly<{ capitals: string; smalls: string }> = Object.freeze(makePairs())
