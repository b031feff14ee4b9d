import { compileModel } from '../../model/compile-model.ts'
import type { CompiledModel } from '../../model/compiled-model.ts'
import { nameBook } from '../../model/names/name-book.ts'
import { renameModel } from '../../model/names/rename-model.ts'

const named = new WeakMap<CompiledModel, CompiledModel>()

/** The model as callers of the API know it: to describe its parts by, never to read or write records with. */
export function namedModel(model: CompiledModel): CompiledModel {
  const { names } = nameBook(model)
  if (names.isEmpty) return model
  const known = named.get(model)
  if (known !== undefined) return known
  const { names: _names, ...document } = renameModel(model.document, names, model.document)
  const compiled = compileModel(document, model.version)
  named.set(model, compiled)
  return compiled
}
