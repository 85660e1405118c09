/** What Elasticsearch sets a bound to. */

/** Rows of one answer: `esql.query.result_truncation_max_size` where nobody changed it. Elastic, "ES|QL limitations". */
export const rowsMax = 10_000;
