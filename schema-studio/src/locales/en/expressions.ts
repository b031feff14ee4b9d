/** Texts about expressions of entities and fields. */
export const expressionsEn = {
  reverse: 'Seen from the other side',
  reverseHelp:
    'What the records that point at {target} are to it. Expressions of {target} can count and add them up: {name}.count().',
  reverseName: 'Name in expressions',
  reverseEnglish: 'Heading of the list, English',
  reverseChinese: 'Heading of the list, Chinese',
  problemReverseName: 'Use letters and digits only, beginning with a lower-case letter.',
  problemReverseMissing: 'Give the list a name in expressions too, or leave its heading out.',
}
