import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { NameMap } from './name-map.ts'
import { renamePointer } from './rename-pointer.ts'

/** Does the work; what is wrong with a model is told of parts by their names. */
export async function withNamedProblems<T>(map: NameMap, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (map.isEmpty || !(error instanceof TenonError) || error.code !== 'SCHEMA_INVALID') throw error
    throw withOthers(error, { pointer: (pointer) => renamePointer(pointer, map) })
  }
}

interface Others {
  pointer(pointer: string): string
  text?(message: string): string
  /** What the entity of records that a problem is about is called. */
  entity?(key: string): string
}

/** The same error with other pointers and texts. */
export function withOthers(
  error: TenonError,
  { pointer, text = (message) => message, entity = (key) => key }: Others,
): TenonError {
  const { code, plugin, guard, cause } = error
  const problems = error.problems.map((one) => ({
    ...one,
    ...{ pointer: pointer(one.pointer), message: text(one.message) },
    ...(one.records && { records: one.records.map((record) => ({ ...record, entity: entity(record.entity) })) }),
  }))
  const by = { ...(plugin !== undefined && { plugin }), ...(guard !== undefined && { guard }) }
  return new TenonError({ code, message: text(error.message), problems, cause, ...by })
}
