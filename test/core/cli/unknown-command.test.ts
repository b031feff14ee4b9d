import { expect, test } from 'vitest'
import { atMostOne } from '../../../core/src/cli/at-most-one.ts'
import { COMMANDS } from '../../../core/src/cli/commands.ts'
import { unknownCommand } from '../../../core/src/cli/unknown-command.ts'

const WORDS = COMMANDS.map(([words]) => words)

test.each([
  [
    ['plugin', 'instal', 'bike', '--tenant', 'shop'],
    'plugin',
    "there is no command 'plugin instal bike'; did you mean 'plugin install'?",
  ],
  [['plugn', 'list'], '', "there is no command 'plugn list'; did you mean 'plugin'?"],
  [
    ['plugin', 'secret', 'sett'],
    'plugin secret',
    "there is no command 'plugin secret sett'; did you mean 'plugin secret set'?",
  ],
  [['plugin', 'abracadabra'], 'plugin', "there is no command 'plugin abracadabra'."],
  [['plugin'], 'plugin', "'plugin' is the beginning of several commands."],
  [['plugin', 'catalogue'], 'plugin catalogue', "'plugin catalogue' is the beginning of several commands."],
  [['abracadabra'], '', "there is no command 'abracadabra'."],
])('of the words %j those commands are shown that begin with “%s”', (args, group, problem) => {
  expect(unknownCommand(args, WORDS)).toEqual({ group, problem })
})

test.each([
  [[], ''],
  [['--help'], ''],
  [['help'], ''],
  [['plugin', '--help'], 'plugin'],
  [['plugin', 'secret', '-h'], 'plugin secret'],
])('whoever asks by %j is told of no mistake', (args, group) => {
  expect(unknownCommand(args, WORDS)).toEqual({ group, problem: null })
})

test('a word too many is wrong usage, and is named', () => {
  expect([atMostOne([]), atMostOne(['bike'])]).toEqual([undefined, 'bike'])
  expect(() => atMostOne(['bike', 'car'])).toThrow(
    "'car' is one too many: it takes one besides its options, which is 'bike'.",
  )
})
