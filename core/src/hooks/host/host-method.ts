import type { HostMethod } from '@tenon/sdk/contract/sandbox-protocol'
import type { z } from 'zod'
import type { HostResult } from '../../sandbox/sandbox.ts'
import type { HostScope } from './host-scope.ts'

/** One call that plugins may make: what it takes, and its answer. `run` checks the right to it before anything else. */
export interface HostMethodDefinition<Args = unknown> {
  args: z.ZodType<Args>
  run(scope: HostScope, args: Args): Promise<HostResult>
}

/** A method that is not there is answered like one that was not granted. */
export type HostMethods = { readonly [Method in HostMethod]?: HostMethodDefinition }

/** Forgets what `run` takes, which `args` has checked by then. */
export function hostMethod<Args>(definition: HostMethodDefinition<Args>): HostMethodDefinition {
  return definition as HostMethodDefinition
}
