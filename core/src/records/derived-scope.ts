import type { RecordScope } from './record-scope.ts'

/** Whose rights decide which other records a derived field is worked out of. */
export type DerivedScope = Pick<RecordScope, 'ctx' | 'model' | 'rights' | 'timeZone'>
