/** Texts about expressions of entities and fields. */
export const expressionsEn = {
  reverse: 'Seen from the other side',
  reverseHelp:
    'What the records that point at {target} are to it. Expressions of {target} can count and add them up: {name}.count().',
  reverseName: 'Name in expressions',
  reverseEnglish: 'Heading of the list, English',
  reverseChinese: 'Heading of the list, Chinese',
  problemReverseName: 'Use letters and digits only, beginning with a lower-case letter.',
  conditions: 'Conditions',
  visibleWhen: 'Shown when',
  visibleWhenHelp:
    'A condition over the record, such as kind == "other". Elsewhere forms and pages leave the field out; it is no right.',
  requiredWhen: 'Required when',
  requiredWhenHelp: 'A condition over the record. Where it holds and the field is shown, a value is needed.',
  rulesCount: 'Rules ({count})',
  entityRules: 'Rules',
  entityRulesHelp:
    'What every record must meet. A new record is asked about all rules, a changed one about those that name a field which changes.',
  noRules: 'There are no rules yet.',
  addRule: 'Add rule',
  removeRule: 'Remove rule',
  ruleEnglish: 'Name of the rule, English',
  ruleChinese: 'Name of the rule, Chinese',
  ruleCondition: 'Must hold',
  ruleConditionHelp:
    'Such as discount == null || discount <= price / 2. An empty field makes a comparison false; old is the record before the change.',
  ruleMessageEnglish: 'What is said otherwise, English',
  ruleMessageChinese: 'What is said otherwise, Chinese',
  ruleIncomplete: 'Give each rule a name, a condition and what is said where it does not hold.',
  problemReverseMissing: 'Give the list a name in expressions too, or leave its heading out.',
}
