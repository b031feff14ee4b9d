/** Of the control characters a text needs only tabs and ends of lines. U+2066–2069 and U+202A–202E turn what follows around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g

/**
 * A plugin's words as people, logs, terminals and databases may have them: no database text holds a NUL or half of a
 * character, a terminal obeys control characters, and a text that turns around others reads as something else.
 */
export function printableText(text: string): string {
  return text.replaceAll('\r\n', '\n').toWellFormed().replace(UNPRINTABLE, '\ufffd')
}
