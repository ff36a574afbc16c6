/**
 * https://trino.io/docs/476/functions/aggregate.html
 * In a template `{` opens the aggregate's arguments (DISTINCT goes there) and `}` closes them
 * (ORDER BY, FILTER and OVER go there).
 */
import { signatures } from './signature.ts'

export const aggregateSignatures = signatures(`
count() -> bigint = count(*)
count(T) -> bigint = count{$1}
count_if(boolean) -> bigint = count{CASE WHEN $1 THEN 1 END}
sum(bigint) -> bigint = CAST(sum{$1} AS BIGINT)
sum(decimal) -> decimal = sum{$1}
sum(real) -> real = CAST(sum{$1} AS FLOAT)
sum(double) -> double = sum{$1}
avg(bigint) -> double = avg{$1}
avg(double) -> double = avg{$1}
avg(real) -> real = CAST(avg{$1} AS FLOAT)
min(float) -> $1 = coalesce(min{CASE WHEN NOT isnan($1) THEN $1 END}, min{$1})
max(float) -> $1 = coalesce(max{CASE WHEN NOT isnan($1) THEN $1 END}, max{$1})
min(orderable) -> $1 = min{$1}
max(orderable) -> $1 = max{$1}
min(orderable, bigint) -> array($1) = min{$1, $2}
max(orderable, bigint) -> array($1) = max{$1, $2}
min_by(T, orderable) -> T = arg_min_null{$1, $2}
max_by(T, orderable) -> T = arg_max_null{$1, $2}
min_by(T, orderable, bigint) -> array(T) = list_transform(arg_min{struct_pack(v := $1), $2, $3}, lambda e: e.v)
max_by(T, orderable, bigint) -> array(T) = list_transform(arg_max{struct_pack(v := $1), $2, $3}, lambda e: e.v)
any_value(T) -> T = any_value{$1}
arbitrary(T) -> T = any_value{$1}
bool_and(boolean) -> boolean = bool_and{$1}
bool_or(boolean) -> boolean = bool_or{$1}
every(boolean) -> boolean = bool_and{$1}
array_agg(T) -> array(T) = list{$1}
set_agg(T) -> array(T) = t_array_distinct(list{$1})
set_union(array(T)) -> array(T) = t_array_distinct(flatten(list{$1}))
listagg(varchar) -> varchar = string_agg{$1, ''}
listagg(varchar, varchar) -> varchar = string_agg{$1, $2}
histogram(T) -> map(T, bigint) = t_histogram(histogram{$1})
map_agg(K, V) -> map(K, V) = t_map_agg(list{struct_pack(key := $1, value := $2)})
multimap_agg(K, V) -> map(K, array(V)) = t_multimap_agg(list{struct_pack(key := $1, value := $2)})
map_union(map(K, V)) -> map(K, V) = t_map_agg(flatten(list{map_entries($1)}))
approx_distinct(T) -> bigint = count{DISTINCT $1}
approx_distinct(T, double) -> bigint = count{DISTINCT $1}
approx_percentile(bigint, double) -> bigint = t_rounded(j_percentiles(list{$1}, [], [$2]))[1]
approx_percentile(bigint, array(double)) -> array(bigint) = t_rounded(j_percentiles(list{$1}, [], $2))
approx_percentile(bigint, double, double) -> bigint = t_rounded(j_percentiles(list{$1}, list{$2}, [$3]))[1]
approx_percentile(bigint, double, array(double)) -> array(bigint) = t_rounded(j_percentiles(list{$1}, list{$2}, $3))
approx_percentile(real, double) -> real = t_reals(j_percentiles(list{$1}, [], [$2]))[1]
approx_percentile(real, array(double)) -> array(real) = t_reals(j_percentiles(list{$1}, [], $2))
approx_percentile(real, double, double) -> real = t_reals(j_percentiles(list{$1}, list{$2}, [$3]))[1]
approx_percentile(real, double, array(double)) -> array(real) = t_reals(j_percentiles(list{$1}, list{$2}, $3))
approx_percentile(double, double) -> double = j_percentiles(list{$1}, [], [$2])[1]
approx_percentile(double, array(double)) -> array(double) = j_percentiles(list{$1}, [], $2)
approx_percentile(double, double, double) -> double = j_percentiles(list{$1}, list{$2}, [$3])[1]
approx_percentile(double, double, array(double)) -> array(double) = j_percentiles(list{$1}, list{$2}, $3)
geometric_mean(double) -> double = exp(avg{ln($1)})
stddev(double) -> double = stddev_samp{$1}
stddev_samp(double) -> double = stddev_samp{$1}
stddev_pop(double) -> double = stddev_pop{$1}
variance(double) -> double = var_samp{$1}
var_samp(double) -> double = var_samp{$1}
var_pop(double) -> double = var_pop{$1}
corr(real, real) -> real = CAST(t_finite(covar_pop{$1, $2} / sqrt(var_pop{CASE WHEN $1 IS NOT NULL THEN $2 END}) / sqrt(var_pop{CASE WHEN $2 IS NOT NULL THEN $1 END})) AS FLOAT)
corr(double, double) -> double = t_finite(covar_pop{$1, $2} / sqrt(var_pop{CASE WHEN $1 IS NOT NULL THEN $2 END}) / sqrt(var_pop{CASE WHEN $2 IS NOT NULL THEN $1 END}))
covar_pop(real, real) -> real = CAST(t_not_nan(covar_pop{$1, $2}) AS FLOAT)
covar_pop(double, double) -> double = t_not_nan(covar_pop{$1, $2})
covar_samp(real, real) -> real = CAST(t_not_nan(covar_samp{$1, $2}) AS FLOAT)
covar_samp(double, double) -> double = t_not_nan(covar_samp{$1, $2})
regr_slope(real, real) -> real = CAST(t_not_nan(regr_slope{$1, $2}) AS FLOAT)
regr_slope(double, double) -> double = t_not_nan(regr_slope{$1, $2})
regr_intercept(real, real) -> real = CAST(t_not_nan(regr_intercept{$1, $2}) AS FLOAT)
regr_intercept(double, double) -> double = t_not_nan(regr_intercept{$1, $2})
skewness(double) -> double = t_skewness(skewness{$1}, count{$1})
kurtosis(double) -> double = kurtosis{$1}
bitwise_and_agg(bigint) -> bigint = bit_and{$1}
bitwise_or_agg(bigint) -> bigint = bit_or{$1}
bitwise_xor_agg(bigint) -> bigint = bit_xor{$1}
`)
