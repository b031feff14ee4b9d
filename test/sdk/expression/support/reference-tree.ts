import { decimalText } from '@tenon/sdk/expression/decimal'
import { parseExpression } from '@tenon/sdk/expression/parse-expression'
import type { Literal, SyntaxNode } from '@tenon/sdk/expression/syntax-node'

/** A parsed expression in the form in which cel-go prints its trees, without blanks. */
export function referenceTree(node: SyntaxNode): string {
  switch (node.kind) {
    case 'literal':
      return literalText(node.literal)
    case 'name':
      return node.name
    case 'select':
      return `${referenceTree(node.target)}.${node.name}`
    case 'index':
      return `_[_](${list([node.target, node.index])})`
    case 'call':
      return callText(node)
    case 'list':
      return `[${list(node.items)}]`
    case 'unary':
      return unaryText(node)
    case 'binary':
      return binaryText(node)
    case 'conditional':
      return `_?_:_(${list([node.condition, node.whenTrue, node.whenFalse])})`
  }
}

/** cel-go folds signs before a number into it, and takes two of the same sign in a row for none. */
function unaryText(node: Extract<SyntaxNode, { kind: 'unary' }>): string {
  const { operand, operator, start } = node
  if (operand.kind === 'unary' && operand.operator === operator && operand.start === start + 1) {
    return referenceTree(operand.operand)
  }
  const inner = referenceTree(operand)
  return operator === '-' && /^\d/.test(inner) ? `-${inner}` : `${operator}_(${inner})`
}

function list(nodes: readonly SyntaxNode[]): string {
  return nodes.map(referenceTree).join(',')
}

function callText({ target, name, arguments: given }: Extract<SyntaxNode, { kind: 'call' }>): string {
  if (name === 'has' && target === null) return `${list(given)}~test-only~`
  return `${target === null ? '' : `${referenceTree(target)}.`}${name}(${list(given)})`
}

function binaryText(node: Extract<SyntaxNode, { kind: 'binary' }>): string {
  const { operator } = node
  if (operator === 'in') return `@in(${list([node.left, node.right])})`
  if (operator !== '&&' && operator !== '||') return `_${operator}_(${list([node.left, node.right])})`
  return balanced(terms(node, operator), operator)
}

function terms(node: SyntaxNode, operator: string): SyntaxNode[] {
  if (node.kind !== 'binary' || node.operator !== operator) return [node]
  return [...terms(node.left, operator), node.right]
}

/** cel-go makes a balanced tree of a chain of `&&` or `||`; the meaning is the same. */
function balanced(nodes: readonly SyntaxNode[], operator: string): string {
  if (nodes.length === 1) return list(nodes)
  const middle = Math.floor((nodes.length - 1) / 2) + 1
  const [left, right] = [nodes.slice(0, middle), nodes.slice(middle)]
  return `_${operator}_(${balanced(left, operator)},${balanced(right, operator)})`
}

function literalText(literal: Literal): string {
  switch (literal.kind) {
    case 'string':
      return JSON.stringify(literal.value)
    case 'decimal':
      return decimalText(literal.value)
    default:
      return String(literal.value)
  }
}

/** A tree of cel-go without blanks and without the kinds of its nodes, and with texts as JSON writes them. */
export function bareTree(tree: string): string {
  return tree
    .replaceAll(/\^#.*?#/g, '')
    .split(/("(?:[^"\\]|\\.)*")/)
    .map((piece, index) => (index % 2 === 1 ? jsonText(piece) : piece.replaceAll(/\s/g, '')))
    .join('')
    .replaceAll(/(?<!_)-_\((\d[^(),]*)\)/g, '-$1')
}

/** Go's escapes are among CEL's. */
function jsonText(quoted: string): string {
  const parsed = parseExpression(quoted)
  return parsed.ok ? referenceTree(parsed.expression) : quoted
}
