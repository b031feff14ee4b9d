import { field } from '../model/sample-model.ts'

/** Two, so that each is told from the other. */
export const NUMBERS = {
  number: field('sequence', { sequence: { prefix: 'NO-', padding: 5 } }),
  ofYear: field('sequence', { sequence: { prefix: 'Y{YYYY}-', padding: 5, reset: 'year' } }),
}
