export const presenceEn = {
  isEditing: '{name} is editing.',
  isHere: '{name} has this open.',
  presentPeople: 'Others who have this open',
} as const
