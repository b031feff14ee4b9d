import { syntaxNodes } from './syntax-nodes.ts'

/** The line of a file's first decorator, from 1; undefined where it has none. The engine that runs plugins knows no decorators. */
export async function findDecorator(code: string): Promise<number | undefined> {
  if (!code.includes('@')) return undefined
  const { parseAst } = await import('rolldown/parseAst')
  for (const { type, start } of syntaxNodes(parsed(() => parseAst(code, { lang: 'ts' })))) {
    if (type === 'Decorator') return code.slice(0, start).split('\n').length
  }
  return undefined
}

/** What cannot be read is told by the bundler, which comes next. */
function parsed(parse: () => unknown): unknown {
  try {
    return parse()
  } catch {
    return null
  }
}
