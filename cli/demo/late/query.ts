/**
 * What the demo's model learns from. `date` is when a flight left, so the question is put at departure: will it arrive
 * more than 15 minutes late? No feature knows more than is known then: of other flights only those count that had
 * landed, by a slow reckoning (360 miles an hour and an hour more), before the hour in which this one left.
 */

/** Every tenth flight, by what cannot know of delays: day, distance and minute together. */
const sample = 'mod(7 * minute(date) + 13 * day(date) + distance, 10) = 0'

interface Flights {
  /** Conditions on all flights, those that features count too. */
  counted?: string
  /** Which of them get a row. */
  sampled: string
  /** Columns beside the features. */
  outcome: string
}

/** Delays beyond a day are errors of the data: the least is -1116 minutes. */
const flightsQuery = ({ counted = '', sampled, outcome }: Flights): string => `WITH flights AS (
  SELECT date, origin, destination, distance, CAST(delay > 15 AS integer) AS late, ${sampled} AS sampled,
    date_trunc('hour', date) AS left_at,
    date_trunc('hour', date_add('minute', CAST(60 + distance / 6 AS bigint), date)) AS landed_at
  FROM lake.bts_flights WHERE delay BETWEEN -120 AND 1440${counted}
), landed AS (
  SELECT origin, destination, landed_at, count(*) AS flights, sum(late) AS late FROM flights GROUP BY 1, 2, 3
), hours AS (SELECT 1 AS after UNION ALL SELECT 2 UNION ALL SELECT 3),
arrivals AS (
  SELECT destination AS airport, date_add('hour', after, landed_at) AS known_at,
    CAST(sum(late) AS double) / sum(flights) AS late
  FROM landed CROSS JOIN hours GROUP BY 1, 2
), departures AS (
  SELECT origin AS airport, date_add('hour', after, landed_at) AS known_at,
    CAST(sum(late) AS double) / sum(flights) AS late
  FROM landed CROSS JOIN hours GROUP BY 1, 2
), network AS (
  SELECT date_add('hour', after, landed_at) AS known_at, CAST(sum(late) AS double) / sum(flights) AS late
  FROM landed CROSS JOIN hours GROUP BY 1
)
SELECT month(f.date) AS month, hour(f.date) AS hour, day_of_week(f.date) AS weekday, f.distance, f.origin, f.destination,
  d.late AS origin_departures_late, a.late AS origin_arrivals_late, t.late AS destination_arrivals_late,
  n.late AS network_late, ${outcome}
FROM flights f
LEFT JOIN departures d ON d.airport = f.origin AND d.known_at = f.left_at
LEFT JOIN arrivals a ON a.airport = f.origin AND a.known_at = f.left_at
LEFT JOIN arrivals t ON t.airport = f.destination AND t.known_at = f.left_at
LEFT JOIN network n ON n.known_at = f.left_at
WHERE f.sampled
ORDER BY f.date, f.origin, f.destination, f.distance, f.late`

export const trainingQuery = flightsQuery({ sampled: sample, outcome: 'f.late' })

/** A tenth of three days of June, which the model never saw, with what became of each flight; half a day before for what has landed. */
export const scoringQuery = flightsQuery({
  counted: ` AND date BETWEEN TIMESTAMP '2001-06-13 12:00:00' AND TIMESTAMP '2001-06-16 23:59:59'`,
  sampled: `${sample} AND date >= TIMESTAMP '2001-06-14 00:00:00'`,
  outcome: 'f.date, f.late AS was_late',
})
