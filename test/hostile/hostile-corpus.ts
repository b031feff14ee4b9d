import { ASYNCHRONY } from './corpus/asynchrony.ts'
import { BRIDGE } from './corpus/bridge.ts'
import { CAPABILITIES } from './corpus/capabilities.ts'
import { CPU } from './corpus/cpu.ts'
import { ERRORS } from './corpus/errors.ts'
import { ESCAPES } from './corpus/escapes.ts'
import { HOST_CALLS } from './corpus/host-calls.ts'
import { MEMORY } from './corpus/memory.ts'
import { NETWORK } from './corpus/network.ts'
import { SURROUNDINGS } from './corpus/surroundings.ts'
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
]
