import type { RequestContext } from '../../context/request-context.ts'
import type { ViewRow } from './read-view-rows.ts'
import { viewError } from './view-caller.ts'

/** What is said of views that cannot be had or changed. */
export const viewRefusals = { missing, notYours, conflict }

function missing({ locale }: RequestContext) {
  return viewError(locale, 'NOT_FOUND', { en: 'There is no such view.', 'zh-CN': '没有该视图。' })
}

function notYours({ locale }: RequestContext, { name, owner_name }: ViewRow) {
  return viewError(locale, 'FORBIDDEN', {
    en: `“${name}” belongs to ${owner_name ?? 'nobody'}: only its owner, admins and roles with the right “manageViews” change it.`,
    'zh-CN': `“${name}”属于${owner_name ?? '公共视图'}：只有所有者、管理员和拥有“manageViews”权限的角色可以更改。`,
  })
}

function conflict({ locale }: RequestContext, { name }: ViewRow) {
  return viewError(locale, 'VERSION_CONFLICT', {
    en: `“${name}” was changed by somebody else meanwhile: look at it again, then decide.`,
    'zh-CN': `“${name}”已被他人更改：请重新查看后再决定。`,
  })
}
