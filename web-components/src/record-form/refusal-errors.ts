import type { TenonErrorBody } from '@tenon/sdk/contract/tenon-error'
import { fieldOfPointer } from '../internal/error-body.ts'

/** What a refusal says of fields that the form shows, and what it says besides. */
export function refusalErrors(
  { problems }: TenonErrorBody,
  shown: ReadonlySet<string>,
): { errors: Record<string, string>; rest: string[] } {
  const errors: Record<string, string> = {}
  const rest: string[] = []
  for (const { pointer, message } of problems) {
    const field = fieldOfPointer(pointer)
    if (shown.has(field)) errors[field] = errors[field] ? `${errors[field]} ${message}` : message
    else rest.push(message)
  }
  return { errors, rest }
}
