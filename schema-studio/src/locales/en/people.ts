export const peopleEn = {
  changePerson: 'Change',
  changePersonOf: 'Change {name}',
  manager: 'Manager',
  managerHelp: 'Agrees to moves of this person’s records, where a pipeline asks the manager.',
  noManager: 'Nobody',
  personChanged: '{name} was changed.',
  savePerson: 'Save',
}
