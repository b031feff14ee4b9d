import { readConfig } from '../../core/src/config/read-config.ts'
import { createTenon } from '../../core/src/create-tenon.ts'

/*
 * A process that does what a server does beside its requests, and nothing else: delivers events, runs tasks, fires
 * schedules, settles what was left half installed. It says when it has begun, and runs until it is killed.
 */
const config = readConfig(process.env, { folder: '.tenon', port: 0, logLevel: 'info' })
const tenon = await createTenon(config)
await tenon.startBackground()
process.stdout.write('The background work has begun.\n')
setInterval(() => undefined, 60_000)
