import { expect, test } from 'vitest'
import { compileModel } from '../../../core/src/model/compile-model.ts'
import { writeEntityTypes } from '../../../core/src/plugins/write-entity-types.ts'
import { derivedRecordsModel } from '../records/derived-records-model.ts'

test('the types that authors get tell of derived fields what they give, and that nobody sets them', async () => {
  const manifest = { id: 'sample', version: '1.0.0', label: { en: 'Sample' }, host: '*' }
  const source = await writeEntityTypes(compileModel(derivedRecordsModel(), 1), manifest)
  const line = (name: string) =>
    source.split('\n').find((text) => text.trim().replace('readonly ', '').startsWith(`${name}?:`))
  expect(line('net')).toBe('  readonly net?: string | null')
  expect(line('orderCount')).toBe('  readonly orderCount?: number | null')
  expect(line('tier')).toContain("'gold' | 'silver'")
  expect(line('late')).toBe('  readonly late?: boolean | null')
  expect(source).toMatch(/readonly paid\?: \{\s+amount: string\s+currency: string\s+\} \| null/)
  expect(line('price')).toBe('  price?: string | null')
})
