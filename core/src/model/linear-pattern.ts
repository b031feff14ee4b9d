import { createRequire } from 'node:module'
import { isOwnPattern } from './own-patterns.ts'

/** Read with the first pattern that is not core's own: many servers never see one. */
let engine: typeof import('re2js') | null = null

/**
 * A pattern that always matches in linear time. Patterns come from plugins and admins; a backtracking engine
 * could be made to hold the whole process by one of them. Look-around and back-references are not there.
 * Throws when the pattern is not one. Core's own patterns are left to the runtime's engine, which is ten times as fast.
 */
export function linearPattern(pattern: string): { test(text: string): boolean; toString(): string } {
  if (isOwnPattern(pattern)) {
    const own = new RegExp(pattern, 'u')
    return { test: (text) => own.test(text), toString: () => pattern }
  }
  engine ??= createRequire(import.meta.url)('re2js') as typeof import('re2js')
  const compiled = engine.RE2JS.compile(pattern)
  // The validator tells patterns apart by their text.
  return { test: (text) => compiled.matcher(text).find(), toString: () => pattern }
}

/** Why the pattern cannot be used, in the engine's words; null for a good one. */
export function patternError(pattern: string): string | null {
  try {
    linearPattern(pattern)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
