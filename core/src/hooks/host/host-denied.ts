import { TenonError } from '@tenon/sdk/contract/tenon-error'

/** The one answer to what was not granted and to what does not exist. `of`: an entity, a host, or nothing. */
export function hostDenied(method: string, of = ''): TenonError {
  const whose = of === '' ? '' : ` of '${of}'`
  return new TenonError({ code: 'FORBIDDEN', message: `${method}${whose} is not among the plugin's capabilities.` })
}
