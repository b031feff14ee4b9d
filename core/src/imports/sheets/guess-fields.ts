import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { SheetField } from './import-fields.ts'

/** What callers name the field besides its key. */
type NameOf = (key: string) => string

/** The field of each column by what it is called: an API name or a label in either language; none twice, null for no field. */
export function guessFields(
  header: readonly string[],
  fields: readonly SheetField[],
  nameOf: NameOf,
): Array<string | null> {
  const taken = new Set<string>()
  const guessed: Array<string | null> = header.map(() => null)
  // What is called exactly so goes before what is called so but for its case, and before the titles that exports add.
  for (const read of [
    (text: string) => text.trim(),
    plainText,
    (text: string) => plainText(text.replace(/\.title$/i, '')),
  ]) {
    for (const [at, text] of header.entries()) {
      if (guessed[at] !== null) continue
      const wanted = read(text)
      const found =
        wanted === ''
          ? undefined
          : fields.find(({ key, label }) => !taken.has(key) && isCalled([nameOf(key), label], wanted, read))
      if (found === undefined) continue
      guessed[at] = found.key
      taken.add(found.key)
    }
  }
  return guessed
}

function isCalled(
  names: ReadonlyArray<string | LocalizedText>,
  wanted: string,
  read: (text: string) => string,
): boolean {
  const texts = names.flatMap((name) => (typeof name === 'string' ? [name] : Object.values(name)))
  return texts.some((text) => typeof text === 'string' && read(text) === wanted)
}

/** Letters and digits alone: `E-mail` is `email`. */
export function plainText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}]/gu, '')
}
