import { CONVERSION_FUNCTIONS } from './conversion-functions.ts'
import { DATE_FUNCTIONS } from './date-functions.ts'
import type { Implementation } from './implementation.ts'
import { LIST_FUNCTIONS } from './list-functions.ts'
import { NUMBER_FUNCTIONS } from './number-functions.ts'
import type { Signature } from './signatures.ts'
import { TEXT_FUNCTIONS } from './text-functions.ts'

/** Functions whose way depends on the type of their items, or that take null for an answer. */
export type TypedSignature = 'list<C>.min(): C' | 'list<C>.max(): C' | 'coalesce(T, T): T'

/** The implementation of every other function: one that is missing here does not compile. */
export const FUNCTIONS: Readonly<Record<Exclude<Signature, TypedSignature>, Implementation>> = {
  ...NUMBER_FUNCTIONS,
  ...TEXT_FUNCTIONS,
  ...CONVERSION_FUNCTIONS,
  ...DATE_FUNCTIONS,
  ...LIST_FUNCTIONS,
}
