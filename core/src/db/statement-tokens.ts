export interface StatementToken {
  kind: 'word' | 'string' | 'sign'
  /** Words in lower case, names in quotes as they stand between these; strings without their quotes. */
  text: string
}

const TOKEN =
  /(?<skip>\s+|--[^\n]*)|(?<comment>\/\*)|(?<escaped>[eE]'(?:[^'\\]|\\.|'')*')|(?<string>'(?:[^']|'')*')|(?<name>"(?:[^"]|"")*")|(?<tag>\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$)|(?<word>[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)|(?<sign>\$?\d[\w.]*|[^'"])/suy

/**
 * The words, strings and signs of a statement, as PostgreSQL tells them apart. Null where that cannot be said for
 * certain: something is not closed, comments lie in comments, or characters are written by their numbers (`U&`).
 */
export function statementTokens(text: string): StatementToken[] | null {
  const tokens: StatementToken[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex
    const groups = TOKEN.exec(text)?.groups
    if (groups === undefined) return null
    const end = endOfLong(text, groups, at)
    if (end === -1) return null
    if (end !== null) TOKEN.lastIndex = end
    if (groups['tag'] !== undefined || groups['escaped'] !== undefined) tokens.push({ kind: 'string', text: '' })
    const token = tokenOf(groups)
    if (token === null) continue
    if (/^['"]/.test(text.slice(at)) && /[uU]&$/.test(text.slice(Math.max(0, at - 2), at))) return null
    tokens.push(token)
  }
  return tokens
}

type Groups = Record<string, string | undefined>

/** Where a comment or a string in dollars ends; -1 where it does not, null for all else. */
function endOfLong(text: string, { comment, tag }: Groups, at: number): number | null {
  const closing = comment === undefined ? tag : '*/'
  if (closing === undefined) return null
  const from = at + (tag?.length ?? 2)
  const end = text.indexOf(closing, from)
  if (end === -1 || (comment !== undefined && text.slice(from, end).includes('/*'))) return -1
  return end + closing.length
}

function tokenOf({ string, name, word, sign }: Groups): StatementToken | null {
  if (word !== undefined) return { kind: 'word', text: word.toLowerCase() }
  if (name !== undefined) return { kind: 'word', text: name.slice(1, -1).replaceAll('""', '"') }
  if (string !== undefined) return { kind: 'string', text: string.slice(1, -1).replaceAll("''", "'") }
  return sign === undefined ? null : { kind: 'sign', text: sign }
}
