import { expect, test } from 'vitest'
import { chooseShelved, type ShelvedPlugin } from '../../../core/src/plugins/plugin-shelves.ts'

const shelved = (folder: string, version: unknown, id = 'base') =>
  ({ folder, manifest: { id, version } }) as unknown as ShelvedPlugin

const SHELVES = [
  shelved('/near/base-1.0.0', '1.0.0'),
  shelved('/near/base-1.1.0', '1.1.0'),
  shelved('/near/base-1.10.0', '1.10.0'),
  shelved('/near/base-2.0.0', '2.0.0'),
  shelved('/near/other', '1.2.0', 'other'),
  shelved('/far/base', '1.99.0'),
  shelved('/far/base-3', '3.0.0'),
  shelved('/far/broken', 7),
]

test.each([
  ['^1.0.0', '/near/base-1.10.0'],
  ['~1.0.0', '/near/base-1.0.0'],
  ['*', '/near/base-2.0.0'],
  ['^3.0.0', '/far/base-3'],
])('of several versions the newest that fits %s is taken, from the nearest shelf that has one', (range, folder) => {
  expect(chooseShelved(SHELVES, { id: 'base', range })?.folder).toBe(folder)
})

test('where none fits, there is one of which can be said that it does not', () => {
  expect(chooseShelved(SHELVES, { id: 'base', range: '^9.0.0' })?.folder).toBe('/near/base-1.0.0')
  expect(chooseShelved(SHELVES, { id: 'base', range: 'no range' })?.folder).toBe('/near/base-1.0.0')
  expect(chooseShelved(SHELVES, { id: 'none', range: '*' })).toBeUndefined()
})
