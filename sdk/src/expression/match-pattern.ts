import type { Pattern } from './parse-pattern.ts'
import { type PatternProgram, STEP } from './pattern-program.ts'

/**
 * Whether any part of the text matches. All states are followed at once, so the time is the product of the lengths
 * of text and pattern: no pattern can make it explode.
 */
export function matchPattern({ program }: Pattern, text: string): boolean {
  const run = makeRun(program, text)
  for (;;) {
    if (followAll(run)) return true
    if (run.at >= text.length) return false
    const code = text.codePointAt(run.at) ?? 0
    advance(run, code)
    run.at += code > 0xffff ? 2 : 1
  }
}

interface Run {
  readonly program: PatternProgram
  readonly text: string
  at: number
  /** States reached with the last character. */
  readonly states: Int32Array
  stateCount: number
  /** States that wait for the next one. */
  readonly waiting: Int32Array
  waitingCount: number
  /** States still to be followed: each one is put there by at most two others. */
  readonly open: Int32Array
  /** For each state, the place at which it was last reached: nothing has to be wiped between characters. */
  readonly reached: Int32Array
}

function makeRun(program: PatternProgram, text: string): Run {
  const { length } = program
  return {
    program,
    text,
    at: 0,
    states: new Int32Array(length),
    stateCount: 0,
    waiting: new Int32Array(length),
    waitingCount: 0,
    open: new Int32Array(length * 2 + 1),
    reached: new Int32Array(length).fill(-1),
  }
}

/** Follows all states to those that wait for a character; true when the match is complete. */
function followAll(run: Run): boolean {
  run.waitingCount = 0
  for (let index = 0; index < run.stateCount; index++) if (follow(run, run.states[index] ?? 0)) return true
  // A match may begin at every character.
  return follow(run, 0)
}

function follow(run: Run, from: number): boolean {
  const { program, open, reached, at } = run
  let count = 1
  open[0] = from
  while (count > 0) {
    count -= 1
    const state = open[count] ?? 0
    if (reached[state] === at) continue
    reached[state] = at
    const kind = program.kind[state]
    if (kind === STEP.match) return true
    if (kind === STEP.set) {
      run.waiting[run.waitingCount] = state
      run.waitingCount += 1
    } else if (kind === STEP.split) {
      open[count] = program.second[state] ?? 0
      open[count + 1] = program.first[state] ?? 0
      count += 2
    } else if (at === (kind === STEP.start ? 0 : run.text.length)) {
      open[count] = state + 1
      count += 1
    }
  }
  return false
}

/** Goes on from the states that take the character. */
function advance(run: Run, code: number): void {
  const { first, second, ranges } = run.program
  run.stateCount = 0
  for (let index = 0; index < run.waitingCount; index++) {
    const state = run.waiting[index] ?? 0
    const end = second[state] ?? 0
    for (let at = first[state] ?? 0; at < end; at += 2) {
      if (code < (ranges[at] ?? 0) || code > (ranges[at + 1] ?? 0)) continue
      run.states[run.stateCount] = state + 1
      run.stateCount += 1
      break
    }
  }
}
