import { isDeepStrictEqual } from 'node:util'
import type { CompiledModel } from '../model/compiled-model.ts'
import type { ModelChange } from './model-change.ts'

/** Differences between the views of two models; they touch no table. */
export function diffViews(before: CompiledModel | null, after: CompiledModel): ModelChange[] {
  const old = before?.views ?? new Map()
  const removed = [...old.values()].filter(({ name }) => !after.views.has(name))
  return [
    ...removed.map((view): ModelChange => ({ kind: 'RemoveView', view })),
    ...[...after.views.values()].flatMap((view): ModelChange[] => {
      const known = old.get(view.name)
      if (known === undefined) return [{ kind: 'AddView', view }]
      return isDeepStrictEqual(known, view) ? [] : [{ kind: 'ChangeView', view }]
    }),
  ]
}
