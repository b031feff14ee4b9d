import type { LocalizedText } from './locale.ts'

/** A record that is to be created because another entered a stage, and is not yet. */
export interface StageCreation {
  /** Of the entry into the stage, and the declaration's name: together they are its id. */
  history: string
  name: string
  label: LocalizedText
  /** The record that entered the stage. */
  entity: string
  recordId: string
  /** What that record is called; its entity's name where it is no more. */
  title: string
  pipeline: { name: string; label: LocalizedText }
  stage: { name: string; label: LocalizedText }
  /** Entity of the record to create; null where the declaration is no more. */
  creates: { name: string; label: LocalizedText } | null
  status: 'waiting' | 'failed'
  attempts: number
  /** Why it failed last, in words. */
  error: string | null
  at: string
}

export interface StageCreationList {
  creations: StageCreation[]
  /** How many have failed in all. */
  failed: number
}

export interface CreationInput {
  history: string
  name: string
}
