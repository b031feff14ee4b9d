import { ASYNCHRONY } from './corpus/asynchrony.ts'
import { BRIDGE } from './corpus/bridge.ts'
import { BUDGET_EDGES } from './corpus/budget-edges.ts'
import { BUILTIN_CPU } from './corpus/builtin-cpu.ts'
import { BUILTIN_MEMORY } from './corpus/builtin-memory.ts'
import { CAPABILITIES } from './corpus/capabilities.ts'
import { CPU } from './corpus/cpu.ts'
import { CROSSED_ANSWERS } from './corpus/crossed-answers.ts'
import { CROSSED_SLICES } from './corpus/crossed-slices.ts'
import { ERRORS } from './corpus/errors.ts'
import { ESCAPES } from './corpus/escapes.ts'
import { HOST_CALLS } from './corpus/host-calls.ts'
import { MEMORY } from './corpus/memory.ts'
import { NETWORK } from './corpus/network.ts'
import { NEWER_MEMORY } from './corpus/newer-memory.ts'
import { NEWER_WORK } from './corpus/newer-work.ts'
import { ODD_ANSWERS } from './corpus/odd-answers.ts'
import { ODD_ARGUMENTS } from './corpus/odd-arguments.ts'
import { ODD_RETURNS } from './corpus/odd-returns.ts'
import { QUIET_GROWTH } from './corpus/quiet-growth.ts'
import { RUNTIME } from './corpus/runtime.ts'
import { SURROUNDINGS } from './corpus/surroundings.ts'
import { THROWN_AND_KEPT } from './corpus/thrown.ts'
import { TRAPS_IN_WORDS } from './corpus/traps-in-words.ts'
import { WORDS_AND_PROMISES } from './corpus/words-and-promises.ts'
import type { HostileProgram } from './hostile-program.ts'

export const HOSTILE_CORPUS: readonly HostileProgram[] = [
  ...CPU,
  ...MEMORY,
  ...ASYNCHRONY,
  ...BRIDGE,
  ...ESCAPES,
  ...HOST_CALLS,
  ...CAPABILITIES,
  ...NETWORK,
  ...ERRORS,
  ...SURROUNDINGS,
  ...BUILTIN_CPU,
  ...BUILTIN_MEMORY,
  ...ODD_RETURNS,
  ...ODD_ARGUMENTS,
  ...RUNTIME,
  ...THROWN_AND_KEPT,
  ...QUIET_GROWTH,
  ...BUDGET_EDGES,
  ...WORDS_AND_PROMISES,
  ...NEWER_WORK,
  ...NEWER_MEMORY,
  ...ODD_ANSWERS,
  ...TRAPS_IN_WORDS,
  ...CROSSED_SLICES,
  ...CROSSED_ANSWERS,
]
