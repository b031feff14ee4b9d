import type { TenonErrorBody } from '@tenon/sdk/contract/tenon-error'

/** Anything thrown, in the shape of a Tenon error. By shape and not by class: the page may hold two copies of the SDK. */
export function errorBody(error: unknown): TenonErrorBody {
  const { code, message, problems, plugin, guard } = (error ?? {}) as Partial<TenonErrorBody>
  return {
    code: code ?? 'INTERNAL',
    message: message ?? String(error),
    problems: Array.isArray(problems) ? problems : [],
    ...(plugin && { plugin }),
    ...(guard && { guard }),
  }
}

/** `/price/amount` → `price`: the field that a problem belongs to. */
export function fieldOfPointer(pointer: string): string {
  return (pointer.split('/')[1] ?? '').replaceAll('~1', '/').replaceAll('~0', '~')
}
