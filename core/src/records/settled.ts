import { TenonError } from '@tenon/sdk/contract/tenon-error'

/** A thing of a batch, with its place in what the caller sent. */
export interface Positioned<T> {
  readonly position: number
  readonly value: T
}

/** What became of each thing of a batch: one that fails does not take the others with it. */
export interface Settled<T> {
  readonly done: ReadonlyArray<Positioned<T>>
  readonly failed: ReadonlyArray<Positioned<TenonError>>
}

/** Takes one step with each thing; a TenonError settles that thing, anything else is a defect and is thrown. */
export function attemptEach<In, Out>(items: ReadonlyArray<Positioned<In>>, step: (value: In) => Out): Settled<Out> {
  const done: Positioned<Out>[] = []
  const failed: Positioned<TenonError>[] = []
  for (const { position, value } of items) {
    try {
      done.push({ position, value: step(value) })
    } catch (cause) {
      if (!(cause instanceof TenonError)) throw cause
      failed.push({ position, value: cause })
    }
  }
  return { done, failed }
}

/**
 * One error for a batch that is written wholly or not at all.
 * Problems of a batch of several point at their record: `/records/3/vin`.
 */
export function batchError(failed: ReadonlyArray<Positioned<TenonError>>, size: number): TenonError {
  const [first] = [...failed].sort((one, other) => one.position - other.position)
  if (first === undefined) throw new Error('A batch without failures has no error')
  if (size === 1) return first.value
  const { code, message, plugin, guard } = first.value
  return new TenonError({
    code,
    message: `/records/${first.position}: ${message}`,
    problems: failed.flatMap(({ position, value }) =>
      value.problems.map((problem) => ({ ...problem, pointer: `/records/${position}${problem.pointer}` })),
    ),
    ...(plugin !== undefined && { plugin }),
    ...(guard !== undefined && { guard }),
  })
}
