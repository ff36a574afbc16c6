/** The words of Athena's SQL (Trino): to be coloured, and offered. */
export const keywords =
  'select from where group by having order limit offset fetch first rows only with recursive as on using join inner left right full outer cross lateral natural union intersect except all distinct and or not in is null like escape between exists any some case when then else end cast over partition range preceding following unbounded current row asc desc nulls last values table unnest ordinality tablesample bernoulli system grouping sets rollup cube filter within window explain analyze show tables columns schemas describe at time zone interval year month day hour minute second true false for timestamp version of extract'

export const types =
  'boolean tinyint smallint integer int bigint real double decimal varchar char varbinary date timestamp array map json'

export const functions =
  'abs approx_distinct approx_percentile arbitrary array_agg array_distinct array_join avg bool_and bool_or cardinality ceil coalesce concat contains corr count count_if current_date current_timestamp date date_add date_diff date_format date_parse date_trunc day day_of_week day_of_year dense_rank element_at every exp first_value floor format from_unixtime geometric_mean greatest histogram hour if json_extract json_extract_scalar json_parse lag last_value lead least length ln log10 log2 lower lpad ltrim map_agg max max_by min min_by minute mod month now nth_value ntile nullif parse_datetime percent_rank power quarter rand rank regexp_count regexp_extract regexp_extract_all regexp_like regexp_replace replace reverse round row_number rpad rtrim second sequence sign split split_part sqrt stddev strpos substr sum to_iso8601 to_unixtime transform trim truncate try try_cast typeof upper url_extract_host variance week width_bucket year zip'

export const words = (text: string): string[] => text.split(' ')
