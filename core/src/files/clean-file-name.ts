const MAX_LENGTH = 200

/** Control characters, and those that turn the direction of writing so that `gpj.exe` reads as `exe.jpg`. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

/** What a file is called, as a name alone: without folders and what cannot be seen; `file` where nothing is left. */
export function cleanFileName(given: string): string {
  const last = given.toWellFormed().split(/[/\\]/).at(-1) ?? ''
  const name = last.replaceAll(INVISIBLE, '').replaceAll(/\s+/g, ' ').normalize('NFC').trim().replace(/^\.+/, '')
  return shortened(name) || 'file'
}

/** The ending stays: by it people know what it is. */
function shortened(name: string): string {
  const letters = [...name]
  if (letters.length <= MAX_LENGTH) return name
  const ending = /\.[^.]{1,10}$/.exec(name)?.[0] ?? ''
  return letters.slice(0, MAX_LENGTH - [...ending].length).join('') + ending
}
