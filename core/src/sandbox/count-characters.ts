import { isAscii } from 'node:buffer'

/** First bytes of what UTF-8 writes in two, and in four, which JavaScript counts as two characters. */
const [CONTINUES, FIRST_OF_FOUR] = [0b1000_0000, 0b1111_0000]

/** How many characters a text has that is given as UTF-8, as JavaScript counts them. */
export function countCharacters(bytes: Uint8Array): number {
  if (isAscii(bytes)) return bytes.length
  let count = 0
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] as number
    if ((byte & 0b1100_0000) !== CONTINUES) count += byte >= FIRST_OF_FOUR ? 2 : 1
  }
  return count
}
