import type { CodeRange } from '@tenon/sdk/expression/code-range'
import type { PatternNode } from '@tenon/sdk/expression/pattern-node'

/** A pattern in PostgreSQL's syntax, with every character written as its code: nothing in it can mean anything else. */
export function patternToSql(node: PatternNode): string {
  switch (node.kind) {
    case 'set':
      return `[${node.ranges.map(rangeText).join('')}]`
    case 'start':
      return '^'
    case 'end':
      return '$'
    case 'sequence':
      return `(?:${node.items.map(patternToSql).join('')})`
    case 'choice':
      return `(?:${node.options.map(patternToSql).join('|')})`
    case 'repeat':
      return `(?:${patternToSql(node.item)})${boundsText(node)}`
  }
}

function boundsText({ min, max }: Extract<PatternNode, { kind: 'repeat' }>): string {
  if (max === null) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`
  return `{${min},${max}}`
}

function rangeText([first, last]: CodeRange): string {
  return first === last ? codeText(first) : `${codeText(first)}-${codeText(last)}`
}

function codeText(code: number): string {
  return `\\U${code.toString(16).padStart(8, '0')}`
}
