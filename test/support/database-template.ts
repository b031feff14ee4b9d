import { join } from 'node:path'
import { inject } from 'vitest'
import { keepTemplate } from '../../core/src/db/keep-template.ts'
import { makeTemplate } from '../../core/src/db/make-template.ts'
import { migrateIdentity } from '../../core/src/identity/migrate-identity.ts'

const made = new Map<string, Promise<Blob>>()

/** The files of an embedded database as Tenon's first start leaves them: without a tenant. */
export function databaseTemplate(): Promise<Blob> {
  return onceInRun('empty', () => makeTemplate(migrateIdentity))
}

/** A template that the first test file of the run to need it makes, for all of them. */
export function onceInRun(name: string, make: () => Promise<Blob>): Promise<Blob> {
  const template = made.get(name) ?? keepTemplate({ name, make, folder: join(inject('runFolder'), 'templates') })
  made.set(name, template)
  return template
}
