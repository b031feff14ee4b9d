import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { ComputedAnswer } from '../../../core/src/hooks/hook-runner.ts'
import { field } from '../model/sample-model.ts'
import { nameOf } from './every-type-bench.ts'

/** Fields, for an entity with one of every type, whose values `workOut` gives. */
export const WORKED_OUT = {
  digest: field('longText', { computedBy: 'digest' }),
  twice: field('decimal', { computedBy: 'twice' }),
  price: field('money', { currency: 'EUR', computedBy: 'price' }),
  shaky: field('integer', { computedBy: 'shaky' }),
}

const RULES: Record<keyof typeof WORKED_OUT, (values: JsonObject) => ComputedAnswer> = {
  digest: (values) => ({ kind: 'value', value: JSON.stringify(values) }),
  twice: (values) => ({ kind: 'value', value: String(2 * Number(values[nameOf('integer')] ?? 0)) }),
  price: (values) => ({ kind: 'value', value: values[nameOf('date')] === null ? null : '1.50' }),
  /** Of no record with a date and a true value. */
  shaky: (values) => {
    const fails = values[nameOf('boolean')] === true && values[nameOf('date')] !== null
    return fails ? { kind: 'failed', reason: 'it is shaky' } : { kind: 'value', value: 7 }
  },
}

/** Stands for the plugin's code. */
export function workOut(name: string, values: JsonObject): ComputedAnswer {
  return RULES[name as keyof typeof WORKED_OUT](values)
}
