-- What DuckDB's own functions would answer otherwise than Trino's. One statement a macro.

-- DuckDB's error() is volatile, and TRY refuses what is volatile: so a cast of the message fails, in a value of type NULL.
CREATE MACRO t_error(message) AS [NULL][CAST(message AS BIGINT)];

-- Numbers as text. `s` is DuckDB's shortest text of a positive number.
CREATE MACRO t_digits(s) AS rtrim(ltrim(replace(split_part(s, 'e', 1), '.', ''), '0'), '0');
CREATE MACRO t_exponent(s) AS CASE
  WHEN contains(s, 'e') THEN CAST(split_part(s, 'e', 2) AS INTEGER)
  WHEN left(s, 1) <> '0' THEN length(split_part(s, '.', 1)) - 1
  ELSE length(ltrim(split_part(s, '.', 2), '0')) - length(split_part(s, '.', 2)) - 1 END;
CREATE MACRO t_scientific(s) AS left(t_digits(s), 1) || '.' ||
  coalesce(nullif(substr(t_digits(s), 2), ''), '0') || 'E' || CAST(t_exponent(s) AS VARCHAR);
CREATE MACRO t_not_finite(x) AS CASE WHEN isnan(x) THEN 'NaN' WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END;
CREATE MACRO t_double_varchar(x) AS CASE
  WHEN x = 0 THEN CASE WHEN signbit(x) THEN '-0E0' ELSE '0E0' END
  WHEN NOT isfinite(x) THEN t_not_finite(x)
  ELSE CASE WHEN x < 0 THEN '-' ELSE '' END || t_scientific(CAST(abs(x) AS VARCHAR)) END;
CREATE MACRO t_double_java(x) AS CASE
  WHEN x = 0 OR (abs(x) >= 0.001 AND abs(x) < 1e7) THEN CAST(x AS VARCHAR)
  WHEN NOT isfinite(x) THEN t_not_finite(x)
  ELSE CASE WHEN x < 0 THEN '-' ELSE '' END || t_scientific(CAST(abs(x) AS VARCHAR)) END;

CREATE MACRO t_decimal_text(x) AS regexp_replace(CAST(x AS VARCHAR), '^(-?)\.', '\10.');

-- Moments as text.
CREATE MACRO t_timestamp_text(x, digits) AS CASE digits
  WHEN 3 THEN strftime(x, '%Y-%m-%d %H:%M:%S.%g')
  WHEN 6 THEN strftime(x, '%Y-%m-%d %H:%M:%S.%f')
  WHEN 0 THEN strftime(x, '%Y-%m-%d %H:%M:%S')
  ELSE rpad(strftime(x, '%Y-%m-%d %H:%M:%S.%f'), 20 + digits, '0') END;
CREATE MACRO t_time_text(x, digits) AS CASE digits
  WHEN 0 THEN strftime(DATE '2000-01-01' + x, '%H:%M:%S')
  ELSE rpad(strftime(DATE '2000-01-01' + x, '%H:%M:%S.%f'), 9 + digits, '0') END;
CREATE MACRO t_micros(i) AS CAST(datepart('day', i) AS BIGINT) * 86400000000
  + datepart('hour', i) * 3600000000 + datepart('minute', i) * 60000000 + datepart('microsecond', i);
CREATE MACRO t_day_micros(us) AS CASE WHEN us < 0 THEN '-' ELSE '' END
  || CAST(abs(us) // 86400000000 AS VARCHAR) || ' '
  || lpad(CAST(abs(us) // 3600000000 % 24 AS VARCHAR), 2, '0') || ':'
  || lpad(CAST(abs(us) // 60000000 % 60 AS VARCHAR), 2, '0') || ':'
  || lpad(CAST(abs(us) // 1000000 % 60 AS VARCHAR), 2, '0') || '.'
  || lpad(CAST(abs(us) // 1000 % 1000 AS VARCHAR), 3, '0');
CREATE MACRO t_day_text(i) AS t_day_micros(t_micros(i));
CREATE MACRO t_months(i) AS CAST(datepart('year', i) * 12 + datepart('month', i) AS BIGINT);
CREATE MACRO t_month_text(i) AS CASE WHEN t_months(i) < 0 THEN '-' ELSE '' END
  || CAST(abs(t_months(i)) // 12 AS VARCHAR) || '-' || CAST(abs(t_months(i)) % 12 AS VARCHAR);

-- Nested values and bytes in a result.
CREATE MACRO t_binary_text(x) AS rtrim(regexp_replace(lower(hex(x)), '(..)', '\1 ', 'g'));
CREATE MACRO t_list_text(l) AS '[' || array_to_string(l, ', ') || ']';
CREATE MACRO t_map_text(l) AS '{' || array_to_string(l, ', ') || '}';

-- Zones. A value with a zone of its own is a struct of its instant `t` and its zone `z`.
CREATE MACRO t_zone_minutes(z) AS CASE WHEN left(z, 1) = '-' THEN -1 ELSE 1 END * (CAST(substr(z, 2, 2) AS BIGINT) * 60 + CAST(substr(z, 5, 2) AS BIGINT));
CREATE MACRO t_local(t, z) AS CASE WHEN z IS NULL THEN NULL WHEN left(z, 1) IN ('+', '-') THEN timezone('UTC', t) + to_minutes(t_zone_minutes(z)) ELSE timezone(z, t) END;
CREATE MACRO t_shown(l, z, o) AS timezone('UTC', l - (t_local(o, z) - timezone('UTC', o)));
-- A list of one binds a value to a name, so that it is written once: nested, it would be written a thousand times.
CREATE MACRO t_instant(l, z, o) AS list_transform([struct_pack(l := l, z := z, o := o)], lambda v_instant: CASE
  WHEN t_local(t_shown(v_instant.l, v_instant.z, v_instant.o), v_instant.z) = v_instant.l THEN t_shown(v_instant.l, v_instant.z, v_instant.o)
  WHEN t_local(t_shown(v_instant.l, v_instant.z, timezone('UTC', v_instant.l - to_days(1))), v_instant.z) = v_instant.l OR t_local(t_shown(v_instant.l, v_instant.z, timezone('UTC', v_instant.l + to_days(1))), v_instant.z) <> v_instant.l THEN t_shown(v_instant.l, v_instant.z, timezone('UTC', v_instant.l - to_days(1)))
  ELSE t_shown(v_instant.l, v_instant.z, timezone('UTC', v_instant.l + to_days(1))) END)[1];
CREATE MACRO t_local_own(x) AS list_transform([x], lambda v_local_own: t_local(v_local_own.t, v_local_own.z))[1];
CREATE MACRO t_instant_own(l, x) AS list_transform([struct_pack(l := l, x := x)], lambda v_instant_own: CASE WHEN v_instant_own.l IS NOT NULL THEN struct_pack(t := t_instant(v_instant_own.l, v_instant_own.x.z, v_instant_own.x.t), z := v_instant_own.x.z) END)[1];
CREATE MACRO t_moved_own(x, i) AS list_transform([struct_pack(x := x, i := i)], lambda v_moved_own: CASE WHEN v_moved_own.x.t + v_moved_own.i IS NOT NULL THEN struct_pack(t := v_moved_own.x.t + v_moved_own.i, z := v_moved_own.x.z) END)[1];
CREATE MACRO t_in_zone(i, zone) AS list_transform([struct_pack(t := i, z := zone)], lambda v_in_zone: CASE WHEN v_in_zone.t IS NOT NULL AND v_in_zone.z IS NOT NULL THEN v_in_zone END)[1];
CREATE MACRO t_offset_name(h, m) AS CASE WHEN h < 0 OR m < 0 THEN '-' ELSE '+' END || lpad(CAST(abs(h) AS VARCHAR), 2, '0') || ':' || lpad(CAST(abs(m) AS VARCHAR), 2, '0');
CREATE MACRO t_offset_minutes(l, i) AS CAST(epoch_us(l) - epoch_us(i) AS BIGINT) // 60000000;
CREATE MACRO t_offset_text(l, i) AS CASE WHEN t_offset_minutes(l, i) = 0 THEN 'Z' ELSE CASE WHEN t_offset_minutes(l, i) < 0 THEN '-' ELSE '+' END
  || lpad(CAST(abs(t_offset_minutes(l, i)) // 60 AS VARCHAR), 2, '0') || ':' || lpad(CAST(abs(t_offset_minutes(l, i)) % 60 AS VARCHAR), 2, '0') END;

-- Texts as values. `kind` is the type's name in the message.
CREATE MACRO t_refuse(x, kind) AS t_error('INVALID_CAST_ARGUMENT: Cannot cast ''' || x || ''' to ' || kind);
CREATE MACRO t_varchar_integer(x, kind) AS CASE
  WHEN regexp_full_match(x, '\s*[+-]?[0-9]+\s*') AND TRY_CAST(x AS BIGINT) BETWEEN
    CASE kind WHEN 'TINYINT' THEN -128 WHEN 'SMALLINT' THEN -32768 WHEN 'INTEGER' THEN -2147483648 ELSE -9223372036854775808 END AND
    CASE kind WHEN 'TINYINT' THEN 127 WHEN 'SMALLINT' THEN 32767 WHEN 'INTEGER' THEN 2147483647 ELSE 9223372036854775807 END
  THEN CAST(x AS BIGINT) WHEN x IS NOT NULL THEN t_refuse(x, kind) END;
CREATE MACRO t_varchar_uuid(x) AS CASE WHEN TRY_CAST(x AS UUID) IS NOT NULL THEN CAST(x AS UUID)
  WHEN x IS NOT NULL THEN t_refuse(x, 'UUID') END;
CREATE MACRO t_real(x) AS CASE WHEN isfinite(x) AND abs(x) > 3.4028235677973366e38 THEN CAST(CASE WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END AS FLOAT) ELSE CAST(x AS FLOAT) END;
CREATE MACRO t_varchar_boolean(x) AS CASE
  WHEN lower(x) IN ('t', 'true', '1') THEN true WHEN lower(x) IN ('f', 'false', '0') THEN false
  WHEN x IS NOT NULL THEN t_refuse(x, 'BOOLEAN') END;
CREATE MACRO t_varchar_double(x, kind) AS CASE
  WHEN regexp_full_match(trim(x), '[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?[fFdD]?')
  THEN CAST(rtrim(trim(x), 'fFdD') AS DOUBLE)
  WHEN regexp_full_match(trim(x), '[+-]?(NaN|Infinity)') THEN CAST(trim(x) AS DOUBLE)
  WHEN x IS NOT NULL THEN t_refuse(x, kind) END;
CREATE MACRO t_varchar_decimal(x, kind) AS CASE
  WHEN regexp_full_match(x, '[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?') THEN x
  WHEN x IS NOT NULL THEN t_error('INVALID_CAST_ARGUMENT: Cannot cast VARCHAR ''' || x || ''' to ' || kind || '. Value is not a number.') END;
CREATE MACRO t_varchar_date(x) AS CASE
  WHEN regexp_full_match(trim(x), '[+-]?[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2}') AND TRY_CAST(trim(x) AS DATE) IS NOT NULL
  THEN CAST(trim(x) AS DATE)
  WHEN x IS NOT NULL THEN t_error('INVALID_CAST_ARGUMENT: Value cannot be cast to date: ' || x) END;
CREATE MACRO t_clock(x) AS CASE
  WHEN regexp_full_match(x, '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}') THEN x || ' 00:00:00'
  WHEN regexp_full_match(x, '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2} [0-9]{1,2}:[0-9]{1,2}') THEN x || ':00'
  WHEN regexp_full_match(x, '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2} [0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(\.[0-9]+)?') THEN x END;
CREATE MACRO t_unzoned(x) AS t_clock(regexp_replace(trim(x), ' ?([A-Za-z][A-Za-z_/]*|[+-][0-9]{1,2}:[0-9]{2})$', ''));
CREATE MACRO t_varchar_timestamp(x, digits) AS CASE
  WHEN digits > 6 AND regexp_matches(x, '\.[0-9]{6}[0-9]*[1-9]') THEN t_error('NOT_SUPPORTED: A moment finer than a microsecond is not supported on the laptop')
  WHEN TRY_CAST(t_unzoned(x) AS TIMESTAMP) IS NOT NULL THEN CAST(t_unzoned(x) AS TIMESTAMP)
  WHEN x IS NOT NULL THEN t_error('INVALID_CAST_ARGUMENT: Value cannot be cast to timestamp: ' || x) END;
CREATE MACRO t_varchar_time(x) AS CASE
  WHEN regexp_full_match(x, '([01]?[0-9]|2[0-3]):[0-9]{1,2}(:[0-9]{1,2}(\.[0-9]+)?)?')
    AND TRY_CAST(CASE WHEN regexp_full_match(x, '[0-9]+:[0-9]+') THEN x || ':00' ELSE x END AS TIME) IS NOT NULL
  THEN CAST(CASE WHEN regexp_full_match(x, '[0-9]+:[0-9]+') THEN x || ':00' ELSE x END AS TIME)
  WHEN x IS NOT NULL THEN t_error('INVALID_CAST_ARGUMENT: Value cannot be cast to time: ' || x) END;
CREATE MACRO t_varchar_fit(x, n) AS CASE WHEN length(x) <= n THEN x
  WHEN x IS NOT NULL THEN t_error('INVALID_CAST_ARGUMENT: Value ' || x || ' cannot be represented as varchar(' || n || ')') END;
CREATE MACRO t_char(x, n) AS rtrim(left(x, n), ' ');

-- Numbers and moments as one another.
CREATE MACRO t_double_integer(x, kind) AS CASE
  WHEN isfinite(x) AND abs(x) < 9.3e18 THEN CAST(round(x) AS HUGEINT)
  WHEN x IS NOT NULL THEN t_error('INVALID_CAST_ARGUMENT: Cannot cast ' || CAST(x AS VARCHAR) || ' to ' || kind) END;
CREATE MACRO t_double_decimal(x, scale) AS CASE WHEN isfinite(x) THEN round(x, scale)
  WHEN x IS NOT NULL THEN t_error('INVALID_CAST_ARGUMENT: Cannot cast ' || CAST(x AS VARCHAR) || ' to DECIMAL') END;
CREATE MACRO t_timestamp_round(x, digits) AS CASE WHEN digits >= 6 THEN x
  ELSE make_timestamp(CAST((epoch_us(x) + CAST(pow(10, 6 - digits) AS BIGINT) // 2 - CASE WHEN (epoch_us(x) + CAST(pow(10, 6 - digits) AS BIGINT) // 2) % CAST(pow(10, 6 - digits) AS BIGINT) < 0 THEN CAST(pow(10, 6 - digits) AS BIGINT) - 1 ELSE 0 END)
    // CAST(pow(10, 6 - digits) AS BIGINT) * CAST(pow(10, 6 - digits) AS BIGINT) AS BIGINT)) END;
CREATE MACRO t_time_round(x, digits) AS CASE WHEN digits >= 6 THEN x
  ELSE CAST(t_timestamp_round(DATE '2000-01-01' + x, digits) AS TIME) END;

CREATE MACRO t_one_zone(x) AS list_transform([x], lambda v_one_zone: CASE WHEN v_one_zone.z <> 'UTC' THEN t_error('NOT_SUPPORTED: Grouping by times that are in other zones than UTC is not supported on the laptop') ELSE v_one_zone END)[1];
CREATE MACRO t_zoned(s, digits) AS list_transform([s], lambda v_zoned: CASE WHEN v_zoned IS NOT NULL THEN struct_pack(t := timezone('UTC', t_timestamp_round(make_timestamp(CAST(split_part(v_zoned, ' ', 1) AS BIGINT)), digits)), z := split_part(v_zoned, ' ', 2)) END)[1];
CREATE MACRO t_zoned_round(x, digits) AS list_transform([x], lambda v_zoned_round: CASE WHEN v_zoned_round IS NOT NULL THEN struct_pack(t := timezone('UTC', t_timestamp_round(timezone('UTC', v_zoned_round.t), digits)), z := v_zoned_round.z) END)[1];

-- JSON is kept as its compact text.
CREATE MACRO t_json_quote(x) AS CAST(to_json(CAST(x AS VARCHAR)) AS VARCHAR);
CREATE MACRO t_json_list(l) AS '[' || array_to_string(l, ',') || ']';
CREATE MACRO t_json_object(l) AS '{' || array_to_string(l, ',') || '}';
CREATE MACRO t_json_varchar(x) AS CASE json_type(x)
  WHEN 'ARRAY' THEN t_error('INVALID_CAST_ARGUMENT: Cannot cast to varchar. Unexpected token when cast to varchar: [')
  WHEN 'OBJECT' THEN t_error('INVALID_CAST_ARGUMENT: Cannot cast to varchar. Unexpected token when cast to varchar: {')
  WHEN 'NULL' THEN NULL WHEN 'DOUBLE' THEN CASE WHEN regexp_matches(x, '[.eE]') THEN t_double_varchar(CAST(x ->> '$' AS DOUBLE)) ELSE x END ELSE x ->> '$' END;
CREATE MACRO t_json_elements(x) AS CASE json_type(x) WHEN 'NULL' THEN NULL
  WHEN 'ARRAY' THEN list_transform(json_extract(x, '$[*]'), lambda e_json_elements: CAST(e_json_elements AS VARCHAR))
  ELSE t_error('INVALID_CAST_ARGUMENT: Cannot cast to array. Expected a json array, but got ' || x) END;
CREATE MACRO t_json_object_type(x, kind) AS CASE json_type(x) WHEN 'OBJECT' THEN true WHEN 'NULL' THEN false
  ELSE t_error('INVALID_CAST_ARGUMENT: Cannot cast to ' || kind || '. Expected a json object, but got ' || x) END;
CREATE MACRO t_json_keys(x) AS json_keys(x);
CREATE MACRO t_json_values(x) AS list_transform(json_extract(x, '$.*'), lambda e_json_values: CAST(e_json_values AS VARCHAR));
CREATE MACRO t_json_parse(x) AS CASE WHEN j_parse(x) IS NOT NULL THEN j_parse(x)
  WHEN x IS NOT NULL THEN t_error('INVALID_FUNCTION_ARGUMENT: Cannot convert value to JSON: ''' || x || '''') END;

-- Numbers of JSON: a fraction goes by way of a double, as Jackson reads it.
CREATE MACRO t_json_integer(x, kind) AS CASE json_type(x)
  WHEN 'NULL' THEN NULL WHEN 'DOUBLE' THEN CASE WHEN regexp_matches(x, '[.eE]') THEN t_double_integer(CAST(x ->> '$' AS DOUBLE), kind) ELSE t_varchar_integer(x, kind) END WHEN 'BOOLEAN' THEN CASE WHEN x = 'true' THEN 1 ELSE 0 END
  ELSE t_varchar_integer(t_json_varchar(x), kind) END;
CREATE MACRO t_json_boolean(x) AS CASE WHEN json_type(x) IN ('DOUBLE', 'BIGINT', 'UBIGINT') THEN CAST(x ->> '$' AS DOUBLE) <> 0 ELSE t_varchar_boolean(t_json_varchar(x)) END;
CREATE MACRO t_json_double(x, kind) AS CASE json_type(x) WHEN 'BOOLEAN' THEN CASE WHEN x = 'true' THEN 1 ELSE 0 END ELSE t_varchar_double(t_json_varchar(x), kind) END;
CREATE MACRO t_json_decimal(x, kind) AS CASE json_type(x) WHEN 'BOOLEAN' THEN CASE WHEN x = 'true' THEN '1' ELSE '0' END WHEN 'DOUBLE' THEN x ELSE t_varchar_decimal(t_json_varchar(x), kind) END;

-- Arithmetic.
CREATE MACRO t_zero() AS t_error('DIVISION_BY_ZERO: Division by zero');
CREATE MACRO t_integer_divide(a, b) AS CASE WHEN b = 0 AND a IS NOT NULL THEN t_zero() ELSE a // b END;
CREATE MACRO t_modulo(a, b) AS CASE WHEN b = 0 AND a IS NOT NULL THEN t_zero() ELSE a % b END;
CREATE MACRO t_divide(a, b) AS CASE WHEN b <> 0 THEN a / b
  WHEN a = 0 OR isnan(a) OR isnan(b) THEN CAST('NaN' AS DOUBLE) + a * 0 + b * 0
  ELSE CASE WHEN (a > 0) <> signbit(b) THEN CAST('Infinity' AS DOUBLE) ELSE CAST('-Infinity' AS DOUBLE) END + a * 0 + b END;
CREATE MACRO t_float_modulo(a, b) AS CASE WHEN b <> 0 THEN a % b ELSE CAST('NaN' AS DOUBLE) + a * 0 + b * 0 END;
CREATE MACRO t_scaled(n, x) AS CASE WHEN abs(x) < 9.2e18 THEN CAST(trunc(x) AS BIGINT)
  WHEN n IS NOT NULL AND x IS NOT NULL THEN t_error('NUMERIC_VALUE_OUT_OF_RANGE: An interval of ' || x || ' is out of range') END;
CREATE MACRO t_unscaled(x, unit) AS CAST(x * unit AS HUGEINT);
CREATE MACRO t_half_up(a, b) AS CASE WHEN b = 0 AND a IS NOT NULL THEN t_zero()
  ELSE a // b + CASE WHEN abs(a % b) * 2 < abs(b) THEN 0 WHEN (a < 0) = (b < 0) THEN 1 ELSE -1 END END;
CREATE MACRO t_array_concat(a, b) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN list_concat(a, b) END;

-- Lambdas' parameters carry their macro's name: an argument that stands inside a lambda may name one of the same spelling.

-- Mathematics.
CREATE MACRO t_great_circle(a, b, c, d) AS CASE
  WHEN abs(a) > 90 OR abs(c) > 90 THEN t_error('INVALID_FUNCTION_ARGUMENT: Latitude must be between -90 and 90') WHEN abs(b) > 180 OR abs(d) > 180 THEN t_error('INVALID_FUNCTION_ARGUMENT: Longitude must be between -180 and 180')
  ELSE atan2(sqrt(pow(cos(radians(c)) * sin(radians(b) - radians(d)), 2) + pow(cos(radians(a)) * sin(radians(c)) - sin(radians(a)) * cos(radians(c)) * cos(radians(b) - radians(d)), 2)),
    sin(radians(a)) * sin(radians(c)) + cos(radians(a)) * cos(radians(c)) * cos(radians(b) - radians(d))) * 6371.01::DOUBLE END;
CREATE MACRO t_round_whole(x, n) AS CASE WHEN n >= 0 THEN x
  ELSE CAST(t_half_up(CAST(x AS HUGEINT), CAST(pow(10, -n) AS HUGEINT)) * CAST(pow(10, -n) AS HUGEINT) AS BIGINT) END;
CREATE MACRO t_round_decimal(x, n) AS round(x, CAST(n AS INTEGER));
CREATE MACRO t_round_float(x, n) AS CASE WHEN isfinite(x) THEN round(x, CAST(n AS INTEGER)) ELSE x END;
CREATE MACRO t_sign(x) AS CASE WHEN x > 0 THEN 1 WHEN x < 0 THEN -1 WHEN x = 0 THEN 0 ELSE x END;
CREATE MACRO t_sqrt(x) AS CASE WHEN x >= 0 THEN sqrt(x) ELSE CAST('NaN' AS DOUBLE) + x * 0 END;
CREATE MACRO t_ln(x) AS CASE WHEN x > 0 THEN ln(x) WHEN x = 0 THEN CAST('-Infinity' AS DOUBLE) ELSE CAST('NaN' AS DOUBLE) + x * 0 END;
CREATE MACRO t_log2(x) AS CASE WHEN x > 0 THEN log2(x) ELSE t_ln(x) END;
CREATE MACRO t_log10(x) AS CASE WHEN x > 0 THEN log10(x) ELSE t_ln(x) END;
CREATE MACRO t_log_base(b, x) AS t_ln(x) / t_ln(b);
CREATE MACRO t_random(low, high) AS CAST(floor(random() * (high - low)) AS BIGINT) + low;
CREATE MACRO t_width_bucket(x, low, high, n) AS CASE
  WHEN low < high THEN CASE WHEN x < low THEN 0 WHEN x >= high THEN n + 1 ELSE CAST(floor(n * (x - low) / (high - low)) AS BIGINT) + 1 END
  ELSE CASE WHEN x > low THEN 0 WHEN x <= high THEN n + 1 ELSE CAST(floor(n * (low - x) / (low - high)) AS BIGINT) + 1 END END;
CREATE MACRO t_width_bins(x, bins) AS CASE WHEN isnan(x) THEN t_error('INVALID_FUNCTION_ARGUMENT: operand cannot be NaN')
  WHEN len(bins) = 0 THEN t_error('INVALID_FUNCTION_ARGUMENT: Bins cannot be an empty array')
  WHEN x IS NOT NULL THEN len(list_filter(bins, lambda e_width_bins: e_width_bins <= x)) END;
CREATE MACRO t_to_base(x, radix) AS CASE WHEN x < 0 THEN '-' ELSE '' END || lower(to_base(abs(x), CAST(radix AS INTEGER)));
CREATE MACRO t_from_base(s, radix) AS CASE
  WHEN regexp_full_match(s, '[+-]?[0-9A-Za-z]+') AND list_max(list_transform(string_split(lower(ltrim(s, '+-')), ''), lambda c_from_base: strpos('0123456789abcdefghijklmnopqrstuvwxyz', c_from_base))) <= radix
  THEN CAST(CASE WHEN starts_with(s, '-') THEN -1 ELSE 1 END * list_reduce(list_transform(string_split(lower(ltrim(s, '+-')), ''), lambda c_from_base: CAST(strpos('0123456789abcdefghijklmnopqrstuvwxyz', c_from_base) - 1 AS HUGEINT)), lambda a_from_base, c_from_base: a_from_base * radix + c_from_base) AS BIGINT)
  WHEN s IS NOT NULL THEN t_error('INVALID_FUNCTION_ARGUMENT: Not a_from_base valid base-' || radix || ' number: ' || s) END;
CREATE MACRO t_shift_right(x, n) AS CASE WHEN n >= 63 THEN CASE WHEN x < 0 THEN -1 ELSE 0 END
  ELSE CAST(floor(CAST(x AS HUGEINT) // pow(2, n)::HUGEINT - CASE WHEN x < 0 AND CAST(x AS HUGEINT) % pow(2, n)::HUGEINT <> 0 THEN 1 ELSE 0 END) AS BIGINT) END;
-- A number as its bits, cut to a width, and back.
CREATE MACRO t_unsigned(x, bits) AS CASE WHEN x < 0 THEN CAST(x AS HUGEINT) + CAST(pow(2, bits) AS HUGEINT) ELSE CAST(x AS HUGEINT) END;
CREATE MACRO t_signed(x, bits) AS CAST(CASE WHEN x >= CAST(pow(2, bits - 1) AS HUGEINT) THEN x - CAST(pow(2, bits) AS HUGEINT) ELSE x END AS BIGINT);
CREATE MACRO t_shift_left(x, n, bits) AS CASE WHEN n >= bits THEN 0 ELSE t_signed((t_unsigned(x, bits) % CAST(pow(2, bits - n) AS HUGEINT)) * CAST(pow(2, n) AS HUGEINT), bits) END;
CREATE MACRO t_shift_logical(x, n, bits) AS CASE WHEN n >= bits THEN 0 WHEN n = 0 THEN x ELSE t_signed(t_unsigned(x, bits) // CAST(pow(2, n) AS HUGEINT), bits) END;
CREATE MACRO t_bit_count(x, bits) AS CASE WHEN bits >= 64 THEN bit_count(x)
  WHEN x >= -CAST(pow(2, bits - 1) AS HUGEINT) AND x < CAST(pow(2, bits - 1) AS HUGEINT) THEN bit_count(CAST(CASE WHEN x < 0 THEN x + CAST(pow(2, bits) AS HUGEINT) ELSE x END AS BIGINT))
  ELSE t_error('INVALID_FUNCTION_ARGUMENT: Number must be representable with the bits specified. ' || x || ' cannot be represented with ' || bits || ' bits') END;
CREATE MACRO t_cbrt(x) AS CASE WHEN pow(round(cbrt(x)), 3) = x THEN round(cbrt(x)) ELSE cbrt(x) END;
CREATE MACRO t_truncate(x, n) AS trunc(x, CAST(n AS INTEGER));
CREATE MACRO t_most(x, l) AS CASE WHEN len(list_filter(l, lambda e_most: e_most IS NULL)) = 0 THEN x END;

-- Texts.
CREATE MACRO t_upper(s) AS CASE WHEN contains(s, 'ß') AND NOT contains(s, 'ẞ') THEN replace(upper(s), 'ẞ', 'ß') ELSE upper(s) END;
CREATE MACRO t_space() AS E' \t\n\r\f\x0B\x1C\x1D\x1E\x1F';
CREATE MACRO t_trim(s) AS trim(s, t_space());
CREATE MACRO t_ltrim(s) AS ltrim(s, t_space());
CREATE MACRO t_rtrim(s) AS rtrim(s, t_space());
CREATE MACRO t_points(s) AS string_split(s, '');
CREATE MACRO t_reverse(s) AS array_to_string(list_reverse(list_transform(range(1, length(s) + 1), lambda i_reverse: substr(s, i_reverse, 1))), '');
CREATE MACRO t_replace(s, a, b) AS CASE WHEN a = '' THEN
  b || array_to_string(list_transform(range(1, length(s) + 1), lambda i_replace: substr(s, i_replace, 1) || b), '') ELSE replace(s, a, b) END;
CREATE MACRO t_substr(s, i) AS CASE WHEN i > 0 THEN substr(s, i) WHEN i = 0 OR -i > length(s) THEN '' ELSE substr(s, length(s) + i + 1) END;
CREATE MACRO t_substr_length(s, i, n) AS CASE WHEN n <= 0 THEN CASE WHEN s IS NOT NULL AND i IS NOT NULL THEN '' END ELSE left(t_substr(s, i), n) END;
CREATE MACRO t_pad(s, n, p, result) AS CASE WHEN n < 0 THEN t_error('INVALID_FUNCTION_ARGUMENT: Target length must be in the range [0..2147483647]')
  WHEN p = '' THEN t_error('INVALID_FUNCTION_ARGUMENT: Padding string must not be empty')
  WHEN n > 16777216 THEN t_error('NOT_SUPPORTED: Padding to more than 16777216 characters is not supported on the laptop') ELSE result END;
CREATE MACRO t_split_all(s, d) AS CASE WHEN d = '' THEN t_error('INVALID_FUNCTION_ARGUMENT: The delimiter may not be the empty string') ELSE str_split(s, d) END;
CREATE MACRO t_split(s, d, n) AS CASE WHEN n < 1 THEN t_error('INVALID_FUNCTION_ARGUMENT: Limit must be positive')
  WHEN len(str_split(s, d)) <= n THEN str_split(s, d)
  ELSE list_append(str_split(s, d)[1:n - 1], array_to_string(str_split(s, d)[n:], d)) END;
CREATE MACRO t_split_part(s, d, n) AS CASE WHEN n < 1 THEN t_error('INVALID_FUNCTION_ARGUMENT: Index must be greater than zero')
  ELSE str_split(s, d)[n] END;
CREATE MACRO t_entry(e, k) AS CASE WHEN len(str_split(e, k)) = 2 THEN struct_pack(key := str_split(e, k)[1], value := str_split(e, k)[2])
  ELSE t_error('INVALID_FUNCTION_ARGUMENT: Key-value delimiter must appear exactly once in each entry. Bad input: ''' || e || '''') END;
CREATE MACRO t_entries(s, d, k) AS CASE WHEN d = k THEN t_error('INVALID_FUNCTION_ARGUMENT: entryDelimiter and keyValueDelimiter must not be the same')
  WHEN s = '' THEN list_filter([struct_pack(key := '', value := '')], lambda e_entries: false) ELSE list_transform(str_split(s, d), lambda e_entries: t_entry(e_entries, k)) END;
CREATE MACRO t_split_to_map(s, d, k) AS list_transform([t_entries(s, d, k)], lambda v_split_to_map: CASE
  WHEN len(list_distinct(list_transform(v_split_to_map, lambda e_split_to_map: e_split_to_map.key))) < len(v_split_to_map) THEN t_error('INVALID_FUNCTION_ARGUMENT: Duplicate keys are not allowed')
  ELSE map_from_entries(v_split_to_map) END)[1];
CREATE MACRO t_levenshtein(a, b) AS CASE WHEN strlen(a) = length(a) AND strlen(b) = length(b) THEN levenshtein(a, b) ELSE j_levenshtein(a, b) END;
CREATE MACRO t_strpos(s, part, n) AS CASE WHEN n = 1 THEN CAST(strpos(s, part) AS BIGINT)
  WHEN n = 0 THEN t_error('INVALID_FUNCTION_ARGUMENT: ''instance'' must be a positive or negative number.')
  WHEN n > 0 THEN coalesce(list_filter(range(1, length(s) + 1), lambda i_strpos: substr(s, i_strpos, length(part)) = part)[n], CASE WHEN s IS NOT NULL AND part IS NOT NULL THEN 0 END)
  ELSE coalesce(list_filter(range(1, length(s) + 1), lambda i_strpos: substr(s, i_strpos, length(part)) = part)[n], CASE WHEN s IS NOT NULL AND part IS NOT NULL THEN 0 END) END;
CREATE MACRO t_hamming(a, b) AS CASE WHEN a = '' AND b = '' THEN 0 WHEN length(a) <> length(b) THEN t_error('INVALID_FUNCTION_ARGUMENT: The input strings to hamming_distance function must have the same length') ELSE hamming(a, b) END;
CREATE MACRO t_luhn(s) AS CASE WHEN regexp_full_match(s, '[0-9]+') THEN
  list_sum(list_transform(range(1, length(s) + 1), lambda i_luhn: CASE WHEN i_luhn % 2 = 1 THEN CAST(substr(s, length(s) - i_luhn + 1, 1) AS INTEGER)
    ELSE CAST(substr(s, length(s) - i_luhn + 1, 1) AS INTEGER) * 2 // 10 + CAST(substr(s, length(s) - i_luhn + 1, 1) AS INTEGER) * 2 % 10 END)) % 10 = 0
  WHEN s = '' THEN false WHEN s IS NOT NULL THEN t_error('INVALID_FUNCTION_ARGUMENT: Input contains non-digit character') END;
CREATE MACRO t_concat_ws(sep, l) AS CASE WHEN l IS NOT NULL THEN array_to_string(list_filter(l, lambda e_concat_ws: e_concat_ws IS NOT NULL), sep) END;
-- RE2 lacks an intersection of classes, and would read one as something else.
CREATE MACRO t_pattern(p) AS CASE WHEN contains(p, '&&') THEN t_error('NOT_SUPPORTED: An intersection of character classes is not supported on the laptop') ELSE p END;
CREATE MACRO t_regexp_extract(s, p, g) AS CASE WHEN regexp_matches(s, p) THEN regexp_extract(s, p, g) END;
CREATE MACRO t_replacement(r) AS regexp_replace(replace(r, '\$', chr(1)), '\$(\d)', '\\\1', 'g').replace(chr(1), '$');
-- A URI of RFC 3986; what is none has no parts, and a part that is not there is empty.
CREATE MACRO t_url(u, part) AS CASE WHEN NOT regexp_matches(u, '[\s"<>\\^`{|}]|%($|[^0-9A-Fa-f]|.$|.[^0-9A-Fa-f])') THEN regexp_extract(u, '^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://(?:[^/?#@]*@)?([^/?#:]*)(?::(\d+))?)?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$', part) END;
CREATE MACRO t_url_path(u) AS CASE WHEN t_url(u, 4) IS NOT NULL AND regexp_matches(u, '^[A-Za-z][A-Za-z0-9+.-]*:[^/]') THEN '' ELSE url_decode(t_url(u, 4)) END;
CREATE MACRO t_url_parameter(u, name) AS url_decode(replace(list_extract(list_transform(list_filter(str_split(t_url(u, 5), '&'), lambda e_url_parameter: str_split(e_url_parameter, '=')[1] = name), lambda e_url_parameter: array_to_string(str_split(e_url_parameter, '=')[2:], '=')), 1), '+', ' '));
CREATE MACRO t_joined(parts, rest) AS CASE WHEN len(list_filter(parts, lambda e_joined: e_joined IS NULL)) = 0 THEN array_to_string(parts, '') || rest END;
CREATE MACRO t_order(x) AS CASE WHEN x IN (-1, 0, 1) THEN x ELSE t_error('INVALID_FUNCTION_ARGUMENT: Lambda comparator must return either -1, 0, or 1') END;
CREATE MACRO t_url_decode(s) AS CASE WHEN regexp_matches(s, '%($|[^0-9A-Fa-f]|.$|.[^0-9A-Fa-f])')
  THEN t_error('INVALID_FUNCTION_ARGUMENT: URLDecoder: Illegal hex characters in escape (%) pattern : ' || s) ELSE url_decode(replace(s, '+', ' ')) END;
CREATE MACRO t_url_encode(s) AS replace(replace(url_encode(s), '%20', '+'), '~', '%7E').replace('%2A', '*');

-- Dates and times.
CREATE MACRO t_days(i) AS CASE WHEN t_micros(i) % 86400000000 = 0 THEN i
  WHEN i IS NOT NULL THEN t_error('INVALID_FUNCTION_ARGUMENT: Cannot add hour, minutes or seconds to a date') END;
CREATE MACRO t_from_unixtime(x) AS timezone('UTC', make_timestamp(CAST(round(x * 1000) AS BIGINT) * 1000));
CREATE MACRO t_from_iso_date(s) AS CAST(make_timestamp(j_iso_day(s) * 1000) AS DATE);
-- strptime reads past blanks at either end, and takes one of a format for any number of them.
CREATE MACRO t_strptime(s, more, f) AS CASE
  WHEN NOT regexp_matches(s, '^\s|\s$|\s\s') AND try_strptime(s || more, f) IS NOT NULL THEN t_timestamp_round(strptime(s || more, f), 3)
  WHEN s IS NOT NULL THEN t_error('INVALID_FUNCTION_ARGUMENT: Invalid format: "' || s || '"') END;
CREATE MACRO t_parsed(s) AS make_timestamp(CAST(split_part(s, ' ', 1) AS BIGINT));
CREATE MACRO t_no_unit(unit, kind) AS CASE WHEN unit IS NOT NULL
  THEN t_error('INVALID_FUNCTION_ARGUMENT: ''' || unit || ''' is not a valid ' || kind || ' field') END;
CREATE MACRO t_from_unixtime_nanos(n) AS CASE WHEN n % 1000 <> 0
  THEN t_error('NOT_SUPPORTED: A moment finer than a microsecond is not supported on the laptop') ELSE timezone('UTC', make_timestamp(CAST(n // 1000 AS BIGINT))) END;
CREATE MACRO t_part(n, unit) AS CASE WHEN n > 0 THEN [CAST(n AS VARCHAR) || ' ' || unit || CASE WHEN n > 1 THEN 's' ELSE '' END] ELSE [] END;
CREATE MACRO t_human_parts(n) AS flatten([t_part(n // 604800, 'week'), t_part(n // 86400 % 7, 'day'), t_part(n // 3600 % 24, 'hour'), t_part(n // 60 % 60, 'minute'), t_part(n % 60, 'second')]);
CREATE MACRO t_human_seconds(x) AS CASE WHEN CAST(round(x) AS BIGINT) = 0 THEN '0 seconds' ELSE array_to_string(t_human_parts(abs(CAST(round(x) AS BIGINT))), ', ') END;


-- Arrays and maps.
CREATE MACRO t_has(l, x) AS len(list_filter(l, lambda e_has: e_has IS NOT DISTINCT FROM x)) > 0;
CREATE MACRO t_array_distinct(l) AS list_filter(l, lambda e_array_distinct, i_array_distinct: len(list_filter(l[1:i_array_distinct - 1], lambda f_array_distinct: f_array_distinct IS NOT DISTINCT FROM e_array_distinct)) = 0);
CREATE MACRO t_array_intersect(a, b) AS CASE WHEN b IS NOT NULL THEN t_array_distinct(list_filter(a, lambda e_array_intersect: t_has(b, e_array_intersect))) END;
CREATE MACRO t_array_except(a, b) AS CASE WHEN b IS NOT NULL THEN t_array_distinct(list_filter(a, lambda e_array_except: NOT t_has(b, e_array_except))) END;
CREATE MACRO t_array_join(l, d) AS array_to_string(list_filter(l, lambda e_array_join: e_array_join IS NOT NULL), d);
CREATE MACRO t_array_join_null(l, d, n) AS array_to_string(list_transform(l, lambda e_array_join_null: coalesce(e_array_join_null, n)), d);
CREATE MACRO t_array_max(l) AS CASE WHEN len(list_filter(l, lambda e_array_max: e_array_max IS NULL)) = 0 THEN list_max(l) END;
CREATE MACRO t_array_min(l) AS CASE WHEN len(list_filter(l, lambda e_array_min: e_array_min IS NULL)) = 0 THEN list_min(l) END;
CREATE MACRO t_array_position(l, x) AS CASE WHEN l IS NOT NULL AND x IS NOT NULL THEN coalesce(CAST(list_position(l, x) AS BIGINT), 0) END;
CREATE MACRO t_array_remove(l, x) AS CASE WHEN x IS NOT NULL THEN list_filter(l, lambda e_array_remove: e_array_remove IS DISTINCT FROM x) END;
CREATE MACRO t_contains(l, x) AS CASE WHEN l IS NULL OR x IS NULL THEN NULL WHEN list_contains(l, x) THEN true
  WHEN len(list_filter(l, lambda e_contains: e_contains IS NULL)) > 0 THEN NULL ELSE false END;
CREATE MACRO t_arrays_overlap(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL
  WHEN len(list_filter(a, lambda e_arrays_overlap: list_contains(b, e_arrays_overlap))) > 0 THEN true
  WHEN (len(list_filter(a, lambda e_arrays_overlap: e_arrays_overlap IS NULL)) > 0 AND len(b) > 0) OR (len(list_filter(b, lambda e_arrays_overlap: e_arrays_overlap IS NULL)) > 0 AND len(a) > 0) THEN NULL ELSE false END;
CREATE MACRO t_element_at(l, i) AS CASE WHEN i = 0 THEN t_error('INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1') ELSE l[i] END;
CREATE MACRO t_subscript(l, i) AS CASE WHEN i = 0 THEN t_error('INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1')
  WHEN i < 0 THEN t_error('INVALID_FUNCTION_ARGUMENT: Array subscript is negative: ' || i)
  WHEN i > len(l) THEN t_error('INVALID_FUNCTION_ARGUMENT: Array subscript must be less than or equal to array length: ' || i || ' > ' || len(l)) ELSE l[i] END;
CREATE MACRO t_map_subscript(m, k) AS CASE WHEN m IS NOT NULL AND k IS NOT NULL AND NOT map_contains(m, k)
  THEN t_error('INVALID_FUNCTION_ARGUMENT: Key not present in map: ' || CAST(k AS VARCHAR)) ELSE map_extract_value(m, k) END;
CREATE MACRO t_ngrams(l, n) AS CASE WHEN n < 1 THEN t_error('INVALID_FUNCTION_ARGUMENT: N must be positive')
  ELSE list_transform(range(1, greatest(len(l) - n + 1, 1) + 1), lambda i_ngrams: l[i_ngrams:i_ngrams + n - 1]) END;
CREATE MACRO t_repeat(x, n) AS CASE WHEN n < 0 THEN t_error('INVALID_FUNCTION_ARGUMENT: count argument of repeat function must be greater than or equal to 0') WHEN n > 10000 THEN t_error('INVALID_FUNCTION_ARGUMENT: count argument of repeat function must be less than or equal to 10000')
  ELSE list_transform(range(least(n, 10000)), lambda i_repeat: x) END;
CREATE MACRO t_checked(l) AS CASE WHEN len(l) > 10000 THEN t_error('INVALID_FUNCTION_ARGUMENT: result of sequence function must not have more than 10000 entries') ELSE l END;
CREATE MACRO t_sequence(a, b) AS t_checked(generate_series(a, CASE WHEN b >= a THEN least(b, a + 10000) ELSE greatest(b, a - 10000) END, CASE WHEN b >= a THEN 1 ELSE -1 END));
CREATE MACRO t_sequence_step(a, b, s) AS CASE WHEN s = 0 OR (b > a AND s < 0) OR (b < a AND s > 0)
  THEN t_error('INVALID_FUNCTION_ARGUMENT: sequence stop value should be greater than or equal to start value if step is greater than zero otherwise stop should be less than or equal to start')
  ELSE t_checked(generate_series(a, CASE WHEN s > 0 THEN least(b, a + s * 10000) ELSE greatest(b, a + s * 10000) END, s)) END;
CREATE MACRO t_dates(a, b) AS list_transform(generate_series(CAST(a AS TIMESTAMP), CAST(b AS TIMESTAMP), CASE WHEN b >= a THEN to_days(1) ELSE to_days(-1) END), lambda e_dates: CAST(e_dates AS DATE));
CREATE MACRO t_step_check(a, b, s) AS CASE WHEN s = 0 OR (b > a AND s < 0) OR (b < a AND s > 0)
  THEN t_error('INVALID_FUNCTION_ARGUMENT: sequence stop value should be greater than or equal to start value if step is greater than zero otherwise stop should be less than or equal to start') ELSE true END;
CREATE MACRO t_month_steps(a, b, s) AS CASE WHEN t_step_check(a, b, s) THEN t_checked(list_transform(range(least(datesub('month', a, b) // s, 10000) + 1), lambda i_month_steps: a + to_months(CAST(i_month_steps * s AS INTEGER)))) END;
CREATE MACRO t_day_steps(a, b, us) AS CASE WHEN t_step_check(a, b, us) THEN t_checked(list_transform(range(least((epoch_us(b) - epoch_us(a)) // us, 10000) + 1), lambda i_day_steps: a + to_microseconds(i_day_steps * us))) END;
CREATE MACRO t_slice(l, i, n) AS CASE WHEN i = 0 THEN t_error('INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1')
  WHEN n < 0 THEN t_error('INVALID_FUNCTION_ARGUMENT: length must be greater than or equal to 0')
  WHEN n = 0 OR -i > len(l) THEN l[1:0]
  WHEN i < 0 THEN l[len(l) + i + 1:len(l) + i + n] ELSE l[i:i + n - 1] END;
CREATE MACRO t_trim_array(l, n) AS CASE WHEN n < 0 THEN t_error('INVALID_FUNCTION_ARGUMENT: size must not be negative: ' || n)
  WHEN n > len(l) THEN t_error('INVALID_FUNCTION_ARGUMENT: size must not exceed array cardinality ' || len(l) || ': ' || n) ELSE l[1:len(l) - n] END;
CREATE MACRO t_any(l) AS CASE WHEN list_contains(l, true) THEN true WHEN len(list_filter(l, lambda e_any: e_any IS NULL)) > 0 THEN NULL WHEN l IS NOT NULL THEN false END;
CREATE MACRO t_all(l) AS CASE WHEN list_contains(l, false) THEN false WHEN len(list_filter(l, lambda e_all: e_all IS NULL)) > 0 THEN NULL WHEN l IS NOT NULL THEN true END;
CREATE MACRO t_longest(l) AS coalesce(list_max(l), 0);
CREATE MACRO t_indexes(a, b) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN range(1, greatest(len(a), len(b)) + 1) END;
CREATE MACRO t_map(k, v) AS CASE
  WHEN len(k) <> len(v) THEN t_error('INVALID_FUNCTION_ARGUMENT: Key and value arrays must be the same length')
  WHEN len(list_filter(k, lambda e_map: e_map IS NULL)) > 0 THEN t_error('INVALID_FUNCTION_ARGUMENT: map key cannot be null')
  WHEN len(k) <> len(list_distinct(k)) THEN t_error('INVALID_FUNCTION_ARGUMENT: Duplicate map keys are not allowed')
  WHEN k IS NOT NULL AND v IS NOT NULL THEN map(k, v) END;
CREATE MACRO t_first(l) AS list_filter(l, lambda e_first, i_first: e_first.key IS NOT NULL AND len(list_filter(l[1:i_first - 1], lambda f_first: f_first.key = e_first.key)) = 0);
CREATE MACRO t_map_from_rows(l) AS CASE
  WHEN len(l) <> len(list_distinct(list_transform(l, lambda e_rows: e_rows.field0))) THEN t_error('INVALID_FUNCTION_ARGUMENT: Duplicate map keys are not allowed')
  ELSE map(list_transform(l, lambda e_rows: e_rows.field0), list_transform(l, lambda e_rows: e_rows.field1)) END;
CREATE MACRO t_map_agg(l) AS map_from_entries(t_first(l));
CREATE MACRO t_multimap_agg(l) AS CASE WHEN l IS NOT NULL THEN map(
  list_transform(t_first(l), lambda e_multimap: e_multimap.key),
  list_transform(t_first(l), lambda e_multimap: list_transform(list_filter(l, lambda f_multimap: f_multimap.key = e_multimap.key), lambda g_multimap: g_multimap.value))) END;
CREATE MACRO t_split_to_multimap(s, d, kd) AS list_transform([t_entries(s, d, kd)], lambda v_multi: CASE WHEN len(v_multi) = 0 THEN map([]::VARCHAR[], []::VARCHAR[][]) ELSE t_multimap_agg(v_multi) END)[1];
CREATE MACRO t_histogram(m) AS CASE WHEN m IS NOT NULL THEN map(map_keys(m), list_transform(map_values(m), lambda e_histogram: CAST(e_histogram AS BIGINT))) END;

CREATE MACRO t_combinations(l, n) AS CASE WHEN n > 5 OR n < 0 THEN t_error('INVALID_FUNCTION_ARGUMENT: combination size must not be negative or greater than 5: ' || n)
  WHEN l IS NOT NULL THEN list_transform(from_json(j_combinations(len(l), n), '[["BIGINT"]]'), lambda c_combinations: list_transform(c_combinations, lambda i_combinations: l[i_combinations])) END;
CREATE MACRO t_contains_sequence(l, s) AS CASE WHEN l IS NOT NULL AND s IS NOT NULL THEN len(s) = 0 OR len(list_filter(range(1, greatest(len(l) - len(s) + 2, 1)), lambda i_contains_sequence: l[i_contains_sequence:i_contains_sequence + len(s) - 1] IS NOT DISTINCT FROM s)) > 0 END;
CREATE MACRO t_array_histogram(l) AS CASE WHEN l IS NOT NULL THEN map_from_entries(list_transform(t_array_distinct(list_filter(l, lambda e_histogram: e_histogram IS NOT NULL)), lambda e_histogram: struct_pack(key := e_histogram, value := CAST(len(list_filter(l, lambda f_histogram: f_histogram = e_histogram)) AS BIGINT)))) END;
CREATE MACRO t_same_length(a, b) AS CASE WHEN len(a) <> len(b) THEN t_error('INVALID_FUNCTION_ARGUMENT: The arguments must have the same length') ELSE true END;
CREATE MACRO t_dot(a, b) AS CASE WHEN t_same_length(a, b) THEN list_reduce(list_transform(range(1, len(a) + 1), lambda i_dot: a[i_dot] * b[i_dot]), lambda x_dot, y_dot: x_dot + y_dot, CAST(0 AS DOUBLE)) END;
CREATE MACRO t_euclidean(a, b) AS CASE WHEN t_same_length(a, b) THEN sqrt(list_reduce(list_transform(range(1, len(a) + 1), lambda i_euclidean: (a[i_euclidean] - b[i_euclidean]) * (a[i_euclidean] - b[i_euclidean])), lambda x_euclidean, y_euclidean: x_euclidean + y_euclidean, CAST(0 AS DOUBLE))) END;
CREATE MACRO t_cosine(a, b) AS t_dot(a, b) / (sqrt(t_dot(a, a)) * sqrt(t_dot(b, b)));
CREATE MACRO t_place(i) AS '[' || CASE WHEN i < 0 THEN t_error('NOT_SUPPORTED: A place from the end is not supported on the laptop') ELSE CAST(i AS VARCHAR) END || ']';

-- Aggregates and windows.
CREATE MACRO t_offset(n, least) AS CASE WHEN n IS NULL THEN t_error('INVALID_FUNCTION_ARGUMENT: Offset must not be null')
  WHEN n < least THEN t_error('INVALID_FUNCTION_ARGUMENT: Offset must be at least ' || least) ELSE n END;
CREATE MACRO t_frame(n) AS CASE WHEN n >= 0 THEN n ELSE t_error('INVALID_WINDOW_FRAME: Window frame offset value must not be negative or null') END;
CREATE MACRO t_finite(x) AS CASE WHEN isfinite(x) THEN x END;
CREATE MACRO t_not_nan(x) AS CASE WHEN NOT isnan(x) THEN x END;
CREATE MACRO t_skewness(g, n) AS g * (n - 2) / sqrt(CAST(n AS DOUBLE) * (n - 1));
-- As Java's Math.round: a half goes up.
CREATE MACRO t_rounded(l) AS list_transform(l, lambda e_rounded: CAST(floor(e_rounded + 0.5) AS BIGINT));
CREATE MACRO t_reals(l) AS CAST(l AS FLOAT[]);

-- JSON.
CREATE MACRO t_json_array_length(x) AS CASE WHEN json_valid(x) AND json_type(x) = 'ARRAY' THEN CAST(json_array_length(x) AS BIGINT) END;
CREATE MACRO t_json_array_contains(x, v) AS CASE WHEN json_valid(x) AND json_type(x) = 'ARRAY' THEN list_contains(list_transform(json_extract(x, '$[*]'), lambda e_json_array_contains: CAST(e_json_array_contains AS VARCHAR)), v) END;
