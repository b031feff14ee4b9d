import { definePlugin, eachRecord } from '@tenon/sdk/plugin'
import { checkParent } from './rules/check-parent.ts'
import { closingDateChanges } from './rules/closing-date-changes.ts'
import { completionChanges } from './rules/completion-changes.ts'
import { consentChanges } from './rules/consent-changes.ts'

const closingDate = eachRecord((record, tenon) => closingDateChanges(record, tenon.now()))
const completion = eachRecord((record, tenon) => completionChanges(record, tenon.now()))
const consent = eachRecord((record, tenon) => consentChanges(record, tenon.now()))

export const plugin = definePlugin({
  entities: {
    // A new account cannot be anybody's parent yet, so only an update can close a circle.
    account: { beforeUpdate: eachRecord(checkParent) },
    contact: { beforeCreate: consent, beforeUpdate: consent },
    opportunity: { beforeCreate: closingDate, beforeUpdate: closingDate },
    task: { beforeCreate: completion, beforeUpdate: completion },
  },
})
