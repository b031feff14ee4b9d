/** What people call a vehicle: “Volvo XC60 2024”. */
export function vehicleName(vehicle: { make: string; model: string; modelYear: number | null }): string {
  return [vehicle.make, vehicle.model, vehicle.modelYear].filter((part) => part !== null && part !== '').join(' ')
}
