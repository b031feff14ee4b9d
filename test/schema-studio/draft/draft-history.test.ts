import { expect, test } from 'vitest'
import { recordStep, redoStep, startHistory, undoStep } from '../../../schema-studio/src/draft/draft-history.ts'

const step = (label: string) => ({ entities: { contact: { label: { en: label } } } })

test('undo goes back step by step and redo forward again', () => {
  const two = recordStep(recordStep(startHistory({}), step('One')), step('Two'))
  expect(undoStep(two).present).toEqual(step('One'))
  expect(undoStep(undoStep(two)).present).toEqual({})
  expect(redoStep(undoStep(two)).present).toEqual(step('Two'))
})

test('a new step gives up what had been undone', () => {
  const undone = undoStep(recordStep(startHistory({}), step('One')))
  const other = recordStep(undone, step('Other'))
  expect(other.future).toEqual([])
  expect(redoStep(other)).toBe(other)
})

test('a step that changes nothing is no step, and there is nothing before the first', () => {
  const history = startHistory(step('One'))
  expect(recordStep(history, step('One'))).toBe(history)
  expect(undoStep(history)).toBe(history)
})

test('at most a hundred steps can be undone', () => {
  let history = startHistory({})
  for (let number = 0; number < 150; number++) history = recordStep(history, step(String(number)))
  expect(history.past).toHaveLength(100)
})
