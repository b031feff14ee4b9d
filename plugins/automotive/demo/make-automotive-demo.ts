import type { DemoFile } from '@tenon/sdk/contract/demo-file'
import { seededRandom } from '../../demo-kit/seeded-random.ts'
import { makeDrivers, makeVehicles, TEAMS, USERS } from './automotive-customers-demo.ts'
import { makeRetailNotes, makeRetailTasks, makeSales, makeTestDrives } from './automotive-sales-demo.ts'

/**
 * The showroom of the dealer group in the crm plugin's demo file: private customers and cars.
 * Follow-up tasks of completed test drives are not in it: the plugin's own hook makes them.
 */
export function makeAutomotiveDemo(): DemoFile {
  const random = seededRandom(3779)
  const drivers = makeDrivers(random, 60)
  const vehicles = makeVehicles(random, drivers)
  const sales = makeSales(random, drivers, vehicles)
  return {
    $schema: '../../../sdk/src/contract/schemas/demo.schema.json',
    teams: TEAMS,
    users: USERS,
    records: [
      ...drivers.map((driver) => driver.record),
      ...vehicles.map((vehicle) => vehicle.record),
      ...sales.map((sale) => sale.record),
      ...makeTestDrives(random, { sales, vehicles, count: 60 }),
      ...makeRetailTasks(random, sales, 40),
      ...makeRetailNotes(random, sales, 30),
    ],
  }
}
