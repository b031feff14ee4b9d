import type { UsedPlace } from './used-places.ts'

/** So many places at most wait to be written; more are not counted, so that nobody fills the memory. */
const MOST_WAITING = 50_000

/** How often one actor has used a place. */
export interface Use extends UsedPlace {
  actor: string
  reads: number
  writes: number
}

interface Times {
  kind: 'reads' | 'writes'
  times: number
}

interface Question {
  /** Tells it from other questions: all of what is asked, by whom and for what. */
  key: string
  /** The names that it is asked by; with others, the key may stand for something else. */
  book: object
  actor: string
  kind: 'reads' | 'writes'
}

interface AskedAgain extends Question {
  times: number
  touched: ReadonlyMap<string, UsedPlace>
}

export interface UseLedger {
  note(schema: string, use: Omit<Use, 'reads' | 'writes'>, times: Times): void
  /**
   * Counts all places of a question at once: one that is asked again costs one look-up. Returns the places; null where it is
   * not counted so.
   */
  noteQuestion(
    schema: string,
    question: Question,
    places: () => UsedPlace[],
  ): Pick<ReadonlyMap<string, unknown>, 'has'> | null
  /** What has been counted, by tenant; counting begins anew. */
  take(): Array<[schema: string, uses: Use[]]>
}

/** Makes the counts that wait to be written. `onFirst` is called when there is something new among them. */
export function makeUseLedger(onFirst: () => void): UseLedger {
  const waiting = new Map<string, Map<string, Use>>()
  const questions = new Map<string, Map<string, AskedAgain>>()
  let places = 0

  function add(schema: string, use: Omit<Use, 'reads' | 'writes'>, { kind, times }: Times): void {
    const uses = ofTenant(waiting, schema)
    // No name holds a space.
    const key = `${use.entity} ${use.field} ${use.actor}`
    const known = uses.get(key)
    if (known !== undefined) {
      known[kind] += times
      return
    }
    if (places >= MOST_WAITING) return
    places += 1
    uses.set(key, { ...use, reads: 0, writes: 0, [kind]: times })
  }

  return {
    note(schema, use, times) {
      add(schema, use, times)
      onFirst()
    },
    noteQuestion(schema, question, placesOf) {
      const asked = ofTenant(questions, schema)
      const found = asked.get(question.key)
      if (found?.book === question.book) {
        found.times += 1
        return found.touched
      }
      const touched = new Map(placesOf().map((place) => [placeId(place), place]))
      if (found !== undefined || places + touched.size > MOST_WAITING) return null
      places += touched.size
      asked.set(question.key, { ...question, touched, times: 1 })
      onFirst()
      return touched
    },
    take() {
      // All of them have a place by now.
      places = 0
      for (const [schema, asked] of questions) {
        for (const { actor, touched, kind, times } of asked.values())
          for (const place of touched.values()) add(schema, { ...place, actor }, { kind, times })
      }
      const taken = [...waiting].map(([schema, uses]): [string, Use[]] => [schema, [...uses.values()]])
      waiting.clear()
      questions.clear()
      places = 0
      return taken
    },
  }
}

export function placeId({ entity, field }: UsedPlace): string {
  return `${entity}.${field}`
}

function ofTenant<T>(all: Map<string, Map<string, T>>, schema: string): Map<string, T> {
  const known = all.get(schema) ?? new Map<string, T>()
  all.set(schema, known)
  return known
}
