import { EXPRESSION_LIMITS } from './expression-limits.ts'
import { PatternFault } from './pattern-fault.ts'
import type { PatternNode } from './pattern-node.ts'

export const STEP = Object.freeze({
  /** Takes one character out of ranges: their pairs of code points lie in `ranges` from `first` up to `second`. */
  set: 0,
  /** Goes on at `first` and at `second`. */
  split: 1,
  /** Go on where the text begins or ends. */
  start: 2,
  end: 3,
  match: 4,
} as const)

/**
 * A pattern as the steps of a non-deterministic automaton; a step goes on to the next one unless it is a `split`.
 * One typed array per part: a match looks at them once per state and character.
 */
export interface PatternProgram {
  readonly length: number
  readonly kind: Uint8Array
  readonly first: Int32Array
  readonly second: Int32Array
  readonly ranges: Int32Array
}

interface Step {
  kind: number
  first: number
  second: number
}

interface Builder {
  steps: Step[]
  ranges: number[]
  /** Parts built so far: repetitions of nothing add no step, and still must end. */
  built: number
}

/** @throws PatternFault where the automaton would be larger than a pattern may be */
export function toProgram(node: PatternNode): PatternProgram {
  const builder: Builder = { steps: [], ranges: [], built: 0 }
  append(builder, node)
  addStep(builder, STEP.match)
  const { steps, ranges } = builder
  return {
    length: steps.length,
    kind: Uint8Array.from(steps, (step) => step.kind),
    first: Int32Array.from(steps, (step) => step.first),
    second: Int32Array.from(steps, (step) => step.second),
    ranges: Int32Array.from(ranges),
  }
}

function addStep({ steps }: Builder, kind: number): Step {
  if (steps.length >= EXPRESSION_LIMITS.patternStates) throw tooLarge()
  const step = { kind, first: steps.length + 1, second: steps.length + 1 }
  steps.push(step)
  return step
}

function append(builder: Builder, node: PatternNode): void {
  builder.built += 1
  if (builder.built > EXPRESSION_LIMITS.patternStates) throw tooLarge()
  switch (node.kind) {
    case 'set': {
      const step = addStep(builder, STEP.set)
      step.first = builder.ranges.length
      builder.ranges.push(...node.ranges.flat())
      step.second = builder.ranges.length
      return
    }
    case 'start':
    case 'end':
      addStep(builder, STEP[node.kind])
      return
    case 'sequence':
      for (const item of node.items) append(builder, item)
      return
    case 'choice':
      appendChoice(builder, node.options)
      return
    case 'repeat':
      appendRepeat(builder, node)
  }
}

function appendChoice(builder: Builder, options: readonly PatternNode[]): void {
  const exits: Step[] = []
  options.forEach((option, index) => {
    const branch = index === options.length - 1 ? null : addStep(builder, STEP.split)
    append(builder, option)
    if (branch === null) return
    exits.push(addStep(builder, STEP.split))
    branch.second = builder.steps.length
  })
  for (const exit of exits) {
    exit.first = builder.steps.length
    exit.second = builder.steps.length
  }
}

function appendRepeat(builder: Builder, { item, min, max }: Extract<PatternNode, { kind: 'repeat' }>): void {
  for (let count = 0; count < min; count++) append(builder, item)
  if (max === null) {
    appendLoop(builder, item)
    return
  }
  const exits: Step[] = []
  for (let count = min; count < max; count++) {
    exits.push(addStep(builder, STEP.split))
    append(builder, item)
  }
  for (const exit of exits) exit.second = builder.steps.length
}

function appendLoop(builder: Builder, item: PatternNode): void {
  const begin = builder.steps.length
  const enter = addStep(builder, STEP.split)
  append(builder, item)
  const back = addStep(builder, STEP.split)
  back.first = begin
  back.second = begin
  enter.second = builder.steps.length
}

function tooLarge(): PatternFault {
  return new PatternFault({
    en: 'the pattern is too large: repetitions such as {100} multiply what is in them',
    'zh-CN': '正则表达式过大：{100} 之类的重复会成倍增加其规模',
  })
}
