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
  process.stderr.write(`${process.env['TENON_TEST_NONE_RAN']}\n`)
  process.exitCode = 1
})
