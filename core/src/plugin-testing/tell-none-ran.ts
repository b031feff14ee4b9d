import { beforeEach } from 'node:test'

/*
 * Loaded with `--import` before a plugin's tests, where some of them are asked for by name: that none is called so would
 * else look like tests that pass.
 */
let ran = 0
beforeEach(() => {
  ran += 1
})
process.on('exit', () => {
  if (ran > 0) return
  process.stderr.write(
    `No test ran: there is none, or none that is not skipped, whose name has '${process.env['TENON_TEST_ONLY']}' in it.\n`,
  )
  process.exitCode = 1
})
