import type { ColumnDefinition, CompiledField } from '../model/compiled-model.ts'

/** The columns of a field's value, and for a computed field the one that names the code which gave it. */
export function storedColumns({ columns, computed }: CompiledField): readonly ColumnDefinition[] {
  return computed === null ? columns : [...columns, computed.column]
}
