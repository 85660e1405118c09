/** How ES|QL exports are verified, in the words of every report. */

/** Answers published by Elastic that our interpreter reproduces: `test/export/esql/published.test.ts` counts them. */
export const gradedAnswers = 62;

export const evidence = `checked against Elastic's signatures; interpreter reproduces ${gradedAnswers} of Elastic's published answers`;
