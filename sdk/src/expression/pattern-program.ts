import type { CodeRange } from './code-range.ts'
import { EXPRESSION_LIMITS } from './expression-limits.ts'
import { PatternFault } from './pattern-fault.ts'
import type { PatternNode } from './pattern-node.ts'

export type PatternStep =
  | { readonly kind: 'set'; readonly ranges: readonly CodeRange[] }
  | { readonly kind: 'start' | 'end' | 'match' }
  /** Goes on in both places. */
  | { kind: 'split'; first: number; second: number }

/** A pattern as the steps of a non-deterministic automaton; a step goes on to the next one unless it is a `split`. */
export type PatternProgram = readonly PatternStep[]

interface Builder {
  steps: PatternStep[]
  /** Parts built so far: repetitions of nothing add no step, and still must end. */
  built: number
}

/** @throws PatternFault where the automaton would be larger than a pattern may be */
export function toProgram(node: PatternNode): PatternProgram {
  const builder: Builder = { steps: [], built: 0 }
  append(builder, node)
  builder.steps.push({ kind: 'match' })
  return builder.steps
}

function append(builder: Builder, node: PatternNode): void {
  builder.built += 1
  if (builder.built > EXPRESSION_LIMITS.patternStates) throw tooLarge()
  switch (node.kind) {
    case 'set':
    case 'start':
    case 'end':
      builder.steps.push(node)
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

function split({ steps }: Builder): Extract<PatternStep, { kind: 'split' }> {
  const step: PatternStep = { kind: 'split', first: steps.length + 1, second: steps.length + 1 }
  steps.push(step)
  return step
}

function appendChoice(builder: Builder, options: readonly PatternNode[]): void {
  const exits: Array<ReturnType<typeof split>> = []
  options.forEach((option, index) => {
    const branch = index === options.length - 1 ? null : split(builder)
    append(builder, option)
    if (branch === null) return
    exits.push(split(builder))
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
  const exits: Array<ReturnType<typeof split>> = []
  for (let count = min; count < max; count++) {
    exits.push(split(builder))
    append(builder, item)
  }
  for (const exit of exits) exit.second = builder.steps.length
}

function appendLoop(builder: Builder, item: PatternNode): void {
  const begin = builder.steps.length
  const enter = split(builder)
  append(builder, item)
  const back = split(builder)
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
