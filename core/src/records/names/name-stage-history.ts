import type { StageHistory, StagePlace } from '@tenon/sdk/contract/stage-history'
import type { Naming } from './with-names.ts'

/** Stages by their names of today. */
export function namedStageHistory(history: StageHistory, { book }: Naming): StageHistory {
  const named = <Place extends StagePlace>(place: Place): Place => {
    return { ...place, stage: book.names.stage(place.pipeline, place.stage) }
  }
  return { stays: history.stays.map(named), totals: history.totals.map(named) }
}
