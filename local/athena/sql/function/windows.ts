/** https://trino.io/docs/476/functions/window.html; `{` and `}` as in the aggregates. */
import { signatures } from './signature.ts'

export const windowSignatures = signatures(`
row_number() -> bigint = row_number{}
rank() -> bigint = rank{}
dense_rank() -> bigint = dense_rank{}
percent_rank() -> double = percent_rank{}
cume_dist() -> double = cume_dist{}
ntile(bigint) -> bigint = ntile{$1}
first_value(T) -> T = first_value{$1}
last_value(T) -> T = last_value{$1}
nth_value(T, bigint) -> T = nth_value{$1, t_offset($2, 1)}
lead(T) -> T = lead{$1}
lead(T, bigint) -> T = lead{$1, t_offset($2, 0)}
lead(T, bigint, T) -> T = lead{$1, t_offset($2, 0), $3}
lag(T) -> T = lag{$1}
lag(T, bigint) -> T = lag{$1, t_offset($2, 0)}
lag(T, bigint, T) -> T = lag{$1, t_offset($2, 0), $3}
`)
