import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { expect, test } from 'vitest'
import { pluginVisibleError } from '../../../core/src/sandbox/plugin-visible-error.ts'

const SHORT = { pointer: '/name', message: 'is too short', rule: 'minLength' }

test('a plugin reads what is wrong in the message, each thing once', () => {
  const listed = new TenonError({ code: 'VALIDATION_FAILED', message: 'Contact is not valid.', problems: [SHORT] })
  expect(pluginVisibleError(listed, 'en')).toEqual({
    code: 'VALIDATION',
    message: 'Contact is not valid. /name is too short',
    problems: [SHORT],
  })
  const message = "there is no right 'sail'"
  const own = new TenonError({ code: 'VALIDATION_FAILED', message, problems: [{ pointer: '/right', message }] })
  expect(pluginVisibleError(own, 'en')).toEqual({
    code: 'VALIDATION',
    message,
    problems: [{ pointer: '/right', message }],
  })
})

test('a plugin reads nothing of what the host did not foresee', () => {
  const told = pluginVisibleError(new Error('relation "t_acme"."contact" does not exist'), 'en')
  expect(told).toEqual({ code: 'INTERNAL', message: 'The host could not answer this call.', problems: [] })
})

test('what a plugin learns of an error of its host is in the language of the call', () => {
  expect(pluginVisibleError(new Error('x'), 'zh-CN').message).toBe('宿主无法响应此调用。')
  const other = new TenonError({ code: 'PLUGIN_THREW', message: 'secret', plugin: 'depot' })
  expect(pluginVisibleError(other, 'zh-CN').message).toBe(
    '宿主无法响应此调用：插件“depot”的代码在途中出错（PLUGIN_THREW）。',
  )
})
