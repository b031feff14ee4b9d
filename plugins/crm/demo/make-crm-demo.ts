import type { DemoFile } from '@tenon/sdk/contract/demo-file'
import { seededRandom } from '../../demo-kit/seeded-random.ts'
import { makeAccounts, makeContacts, TEAMS, USERS } from './crm-people-demo.ts'
import { makeNotes, makeOpportunities, makeProducts, makeTasks } from './crm-sales-demo.ts'

/** A dealer group that sells fleets and services to companies. The same in every run. */
export function makeCrmDemo(): DemoFile {
  const random = seededRandom(20240517)
  const accounts = makeAccounts(random)
  const contacts = makeContacts(random, 90)
  const opportunities = makeOpportunities(random, contacts)
  return {
    $schema: '../../../sdk/src/contract/schemas/demo.schema.json',
    teams: TEAMS,
    users: USERS,
    records: [
      ...accounts,
      ...contacts.map((contact) => contact.record),
      ...makeProducts(),
      ...opportunities.map((opportunity) => opportunity.record),
      ...makeTasks(random, opportunities, 80),
      ...makeNotes(random, opportunities, 50),
    ],
  }
}
