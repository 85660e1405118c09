/** How ES|QL exports are verified, in the words of every report. */

/** Answers published by Elastic that our interpreter reproduces: `test/export/esql/graded.test.ts` counts them. */
export const gradedAnswers = 0;

export const evidence = `checked against Elastic's signatures; interpreter reproduces ${gradedAnswers} of Elastic's published answers`;
