import { writeUnderKills } from '../fault/write-under-kills.ts'
import { print, summarize } from './bench-kit.ts'
import { watchForeignLoad } from './foreign-load.ts'
import { startTenon } from './start-tenon.ts'

/**
 * Writes through a plugin's hooks while a random child of the sandbox is killed every 2 s: whether any is lost or done
 * twice. `node test/bench/sandbox-killed.ts [seconds, default 60] [writes per second, default 200]`
 */
const [seconds = 60, writesPerSecond = 200] = process.argv.slice(2).map(Number)

const { tenon, close } = await startTenon()
const foreign = watchForeignLoad()
const { times, ...report } = await writeUnderKills({ tenon, seconds, writesPerSecond, killEveryMs: 2_000 })
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
print(`writes, ${(times.length / seconds).toFixed(0)} per second`, summarize(times))
process.stdout.write(`other programs used ${(foreign() * 100).toFixed(0)} % of a core meanwhile\n`)
await close()
