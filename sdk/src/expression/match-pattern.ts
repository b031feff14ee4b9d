import type { Pattern } from './parse-pattern.ts'
import type { PatternProgram } from './pattern-program.ts'

/**
 * Whether any part of the text matches. All states are followed at once, so the time is the product of the lengths
 * of text and pattern: no pattern can make it explode.
 */
export function matchPattern({ program }: Pattern, text: string): boolean {
  let states: number[] = []
  let at = 0
  for (;;) {
    const reached = follow(program, [...states, 0], { atStart: at === 0, atEnd: at === text.length })
    if (reached === null) return true
    if (at >= text.length) return false
    const code = text.codePointAt(at) ?? 0
    states = reached.filter((state) => accepts(program, state, code)).map((state) => state + 1)
    at += code > 0xffff ? 2 : 1
  }
}

interface Edges {
  atStart: boolean
  atEnd: boolean
}

/** The states that wait for a character, or null when the match is complete. */
function follow(program: PatternProgram, from: number[], { atStart, atEnd }: Edges): number[] | null {
  const seen = new Uint8Array(program.length)
  const waiting: number[] = []
  const open = from
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const step = program[state]
    if (step === undefined || seen[state] === 1) continue
    seen[state] = 1
    if (step.kind === 'match') return null
    if (step.kind === 'set') waiting.push(state)
    else if (step.kind === 'split') open.push(step.second, step.first)
    else if (step.kind === 'start' ? atStart : atEnd) open.push(state + 1)
  }
  return waiting
}

function accepts(program: PatternProgram, state: number, code: number): boolean {
  const step = program[state]
  return step?.kind === 'set' && step.ranges.some((range) => code >= range[0] && code <= range[1])
}
