import type { PluginProblem } from './plugin-problem.ts'
import type { PluginSource } from './read-plugin-file.ts'

/** The same problems, with the line of each in its JSON file where that can be told. */
export async function withLines<T extends Pick<PluginProblem, 'file' | 'pointer' | 'line'>>(
  source: PluginSource,
  problems: T[],
): Promise<T[]> {
  const texts = new Map<string, string | null>()
  for (const file of new Set(problems.map((problem) => problem.file))) {
    const read = file.endsWith('.json') ? await source.read(file) : null
    texts.set(file, read !== null && 'text' in read ? read.text : null)
  }
  if ([...texts.values()].every((text) => text === null)) return problems
  // A server that runs finds no such problems: what reads JSON with its places is loaded for the first.
  const { pointerLine } = await import('./pointer-line.ts')
  return problems.map((problem) => {
    const text = texts.get(problem.file) ?? null
    const line = problem.line ?? (text === null ? null : pointerLine(text, problem.pointer))
    return line === null ? problem : { ...problem, line }
  })
}
