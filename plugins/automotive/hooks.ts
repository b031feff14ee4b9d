import { definePlugin, eachRecord } from '@tenon/sdk/plugin'
import { checkVehicle } from './rules/check-vehicle.ts'
import { cleanDealerRow } from './rules/clean-dealer-row.ts'
import { contractNeedsVehicleAndFinance } from './rules/contract-needs-vehicle-and-finance.ts'
import { createFollowUp } from './rules/create-follow-up.ts'
import { daysToDelivery } from './rules/days-to-delivery.ts'
import { deliveryDateChanges } from './rules/delivery-date-changes.ts'
import { followTheSale } from './rules/follow-the-sale.ts'
import { planServiceCalls } from './rules/plan-service-calls.ts'
import { prepareOffer } from './rules/prepare-offer.ts'
import { remindOfTestDrives } from './rules/remind-of-test-drives.ts'
import { takeOffSale } from './rules/take-off-sale.ts'
import { testDriveRate } from './rules/test-drive-rate.ts'
import { vehicleMargin } from './rules/vehicle-margin.ts'

const deliveryDate = eachRecord((record, tenon) => deliveryDateChanges(record, tenon.now()))

export const plugin = definePlugin({
  entities: {
    vehicle: { beforeCreate: eachRecord(checkVehicle), beforeUpdate: eachRecord(checkVehicle) },
    opportunity: {
      beforeCreate: deliveryDate,
      beforeUpdate: deliveryDate,
      afterCreate: eachRecord(followTheSale),
      afterUpdate: eachRecord(followTheSale),
    },
    testDrive: { afterCreate: eachRecord(createFollowUp), afterUpdate: eachRecord(createFollowUp) },
  },
  computed: { vehicleMargin: eachRecord(vehicleMargin) },
  guards: { contractNeedsVehicleAndFinance: eachRecord(contractNeedsVehicleAndFinance) },
  actions: {
    prepareOffer: eachRecord(prepareOffer),
    takeOffSale: eachRecord(takeOffSale),
    planServiceCalls: (_, tenon) => planServiceCalls(tenon),
  },
  metrics: { daysToDelivery, testDriveRate },
  imports: { cleanDealerRow: eachRecord(cleanDealerRow) },
  schedules: { remindOfTestDrives },
})
