import { systemContext } from '../../core/src/context/system-context.ts'
import { installLedger } from '../fault/install-ledger.ts'
import { print, summarize, timed } from './bench-kit.ts'
import { watchForeignLoad } from './foreign-load.ts'
import { startTenon } from './start-tenon.ts'

/**
 * What a warm before-hook adds to a write of one record on PostgreSQL: writes with and without one in turn.
 * `node test/bench/sandbox-write.ts [pairs, default 2000]`
 */
const pairs = Number(process.argv[2] ?? 2_000)

const { tenon, close } = await startTenon()
const ctx = systemContext(await installLedger(tenon))
const write = (entity: string, index: number) =>
  timed(() => tenon.services.records.create(ctx, { entity, values: { event: 'e', key: ` key ${index} ` } }))

for (let index = 0; index < 50; index++) await write('entry', index)
await new Promise((resolve) => setTimeout(resolve, 2_500))
for (let index = 0; index < 50; index++) await write('entry', index)

const foreign = watchForeignLoad()
const plain: number[] = []
const hooked: number[] = []
for (let index = 0; index < pairs; index++) {
  plain.push(await write('receipt', index))
  hooked.push(await write('entry', index))
}
const [base, other] = [summarize(plain), summarize(hooked)]
print('a write without a hook', base)
print('a write with a warm before-hook', other)
process.stdout.write(
  `${'added'.padEnd(52)} p50 ${(other.p50 - base.p50).toFixed(2)}  p99 ${(other.p99 - base.p99).toFixed(2)} ms\n`,
)
process.stdout.write(`other programs used ${(foreign() * 100).toFixed(0)} % of a core meanwhile\n`)
await close()
