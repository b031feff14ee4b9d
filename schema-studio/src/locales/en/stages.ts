export const stagesEn = {
  stagesAsk: 'Where do these records go?',
  stagesAskText: 'Their stage will not exist any more. Nothing is published before each has a place.',
  stagesIn: '{count} {count|record|records} of {entity} in “{stage}” ({pipeline})',
  stagesDeleted: 'of these {count} deleted',
  stagesMissing: 'This stage does not exist in the model: the records hang in it.',
  stagesTarget: 'Where records of “{stage}” go',
  stagesChoose: 'Choose a stage…',
  stagesLeave: 'Out of any pipeline',
  stagesBack: 'Stages that come back',
  stagesBackOne: '{count} {count|record|records} of {entity} return to “{stage}” ({pipeline})',
  stagesBackText: 'They were in it when it was removed and have not been moved since.',
  stagesFirst: 'Say first where the records go whose stage is removed.',
  stagesUndoText: 'Records are in stages that undoing removes: restore the version in the list, and say where they go.',
  stagesRestoreTitle: 'Restore version {version} by way of the draft?',
  stagesRestoreText:
    'It has no place for records that are in newer stages. Its changes come into the draft, where you say where these records go before you publish.',
  stagesReturn: '{count} {count|record returns|records return} to the stage that it was removed from.',
}
