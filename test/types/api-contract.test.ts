import type { TenonClient } from '@tenon/sdk/client'
import type { CreateRecordInput, TenonApi } from '@tenon/sdk/contract/api-contract'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { expectTypeOf, test } from 'vitest'
import type { TenonRouter } from '../../core/src/api/tenon-router.ts'

type Procedures = TenonRouter['_def']['record']
type TypesOf<P> = P extends { _def: { $types: { input: infer I; output: infer O } } } ? { input: I; output: O } : never
/** Without the `void` and `undefined` of procedures that may be called without input. */
type Input<P> = Extract<TypesOf<P>['input'], object>

type RouterTypes = {
  [T in keyof Procedures]: {
    [P in keyof Procedures[T]]: { input: Input<Procedures[T][P]>; output: TypesOf<Procedures[T][P]>['output'] }
  }
}
type ContractTypes = {
  [T in keyof TenonApi]: {
    [P in keyof TenonApi[T]]: TenonApi[T][P] extends (input: infer I) => Promise<infer O>
      ? { input: Exclude<I, undefined>; output: O }
      : never
  }
}

test('the router has the topics and procedures of the contract, no more and no fewer', () => {
  expectTypeOf<keyof RouterTypes>().toEqualTypeOf<keyof ContractTypes>()
  expectTypeOf<keyof RouterTypes['records']>().toEqualTypeOf<keyof ContractTypes['records']>()
  expectTypeOf<keyof RouterTypes['model']>().toEqualTypeOf<keyof ContractTypes['model']>()
})

test('every procedure takes and gives what the contract says', () => {
  expectTypeOf<RouterTypes['records']>().toEqualTypeOf<ContractTypes['records']>()
  expectTypeOf<RouterTypes['model']>().toEqualTypeOf<ContractTypes['model']>()
  expectTypeOf<RouterTypes['session']>().toEqualTypeOf<ContractTypes['session']>()
  expectTypeOf<RouterTypes['plugins']>().toEqualTypeOf<ContractTypes['plugins']>()
  expectTypeOf<RouterTypes['pluginTasks']>().toEqualTypeOf<ContractTypes['pluginTasks']>()
  expectTypeOf<RouterTypes['pluginSchedules']>().toEqualTypeOf<ContractTypes['pluginSchedules']>()
  expectTypeOf<RouterTypes['pluginWebhooks']>().toEqualTypeOf<ContractTypes['pluginWebhooks']>()
  expectTypeOf<RouterTypes['views']>().toEqualTypeOf<ContractTypes['views']>()
  expectTypeOf<RouterTypes['personal']>().toEqualTypeOf<ContractTypes['personal']>()
  expectTypeOf<RouterTypes['users']>().toEqualTypeOf<ContractTypes['users']>()
  expectTypeOf<RouterTypes['roles']>().toEqualTypeOf<ContractTypes['roles']>()
  expectTypeOf<RouterTypes['approvals']>().toEqualTypeOf<ContractTypes['approvals']>()
  expectTypeOf<RouterTypes['teams']>().toEqualTypeOf<ContractTypes['teams']>()
  expectTypeOf<RouterTypes['apiKeys']>().toEqualTypeOf<ContractTypes['apiKeys']>()
  expectTypeOf<RouterTypes['sites']>().toEqualTypeOf<ContractTypes['sites']>()
  expectTypeOf<RouterTypes['embed']>().toEqualTypeOf<ContractTypes['embed']>()
  expectTypeOf<RouterTypes['actions']>().toEqualTypeOf<ContractTypes['actions']>()
  expectTypeOf<RouterTypes['metrics']>().toEqualTypeOf<ContractTypes['metrics']>()
})

test('the client has the contract’s methods with call options after the input', () => {
  expectTypeOf<Parameters<TenonClient['records']['create']>[0]>().toEqualTypeOf<CreateRecordInput>()
  expectTypeOf<ReturnType<TenonClient['records']['create']>>().toEqualTypeOf<Promise<TenonRecord>>()
  expectTypeOf<TenonClient['model']['view']>().toBeCallableWith()
  expectTypeOf<TenonClient['model']['view']>().toBeCallableWith({}, { signal: new AbortController().signal })
  expectTypeOf<keyof TenonClient>().toEqualTypeOf<keyof TenonApi | 'live' | 'connection'>()
})
