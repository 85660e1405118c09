/** Prose that no rule should mind, of which texts of any length are made. */
export const sentences = [
  "The meeting about the new schedule was moved to the afternoon.",
  "Could you summarise the second chapter in three short points?",
  "Our garden needs more water in July than the almanac says.",
  "She asked for a recipe with lentils, carrots and a little lemon.",
  "The report compares two ways of storing photographs for a museum.",
  "Please write a friendly letter to the neighbours about the fence.",
  "A bicycle with a wide saddle is better on a long flat road.",
  "Trains from the coast arrive every forty minutes until late evening.",
];
