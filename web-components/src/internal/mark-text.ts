export type MarkdownMark = 'bold' | 'italic' | 'heading' | 'bulletList' | 'link'

interface Selection {
  value: string
  start: number
  end: number
  /** Stands where nothing was chosen that could be marked. */
  placeholder: string
}

interface Edit {
  /** What of the text is replaced, */
  from: number
  to: number
  /** by what, */
  insert: string
  /** and which part of that is chosen afterwards. */
  select: [start: number, end: number]
}

const AROUND = { bold: '**', italic: '*' } as const
const LINE_SIGNS = { heading: '## ', bulletList: '- ' } as const

/** What has to be written for what is chosen to be bold, a heading, a link …; the same again takes it away. */
export function markText(mark: MarkdownMark, selection: Selection): Edit {
  if (mark === 'link') return linked(selection)
  if (mark === 'heading' || mark === 'bulletList') return markLines(LINE_SIGNS[mark], selection)
  return wrap(AROUND[mark], selection)
}

function wrap(sign: string, { value, start, end, placeholder }: Selection): Edit {
  const before = value.slice(start - sign.length, start)
  const isMarked = start >= sign.length && before === sign && value.slice(end, end + sign.length) === sign
  const chosen = value.slice(start, end)
  if (isMarked) {
    return { from: start - sign.length, to: end + sign.length, insert: chosen, select: [0, chosen.length] }
  }
  const text = chosen || placeholder
  return { from: start, to: end, insert: sign + text + sign, select: [sign.length, sign.length + text.length] }
}

function linked({ value, start, end, placeholder }: Selection): Edit {
  const text = value.slice(start, end) || placeholder
  const insert = `[${text}](https://)`
  return { from: start, to: end, insert, select: [text.length + 3, insert.length - 1] }
}

function markLines(sign: string, { value, start, end }: Selection): Edit {
  const from = value.lastIndexOf('\n', start - 1) + 1
  const next = value.indexOf('\n', end)
  const to = next === -1 ? value.length : next
  const lines = value.slice(from, to).split('\n')
  const all = lines.every((line) => line.startsWith(sign))
  const insert = lines
    .map((line) => (all ? line.slice(sign.length) : sign + line.replace(/^(#{1,6}|-)\s+/, '')))
    .join('\n')
  return { from, to, insert, select: [insert.length, insert.length] }
}
