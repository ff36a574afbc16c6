import { collection } from './collection.ts'
import { math } from './math.ts'
import { moment } from './moment.ts'
import { signatures } from './signature.ts'
import { text } from './text.ts'

/** Every scalar function that a line describes; what no line can is in compile/special.ts. */
export const scalars = signatures(math + text + moment + collection)

/** Trino's functions that the laptop does not have: refused as such, and not as unknown. */
export const untranslated = new Set(
  `approx_most_frequent approx_set array_first array_histogram array_last bar beta_cdf bing_tile
  char2hexint checksum classify color combinations contains_sequence convex_hull_agg
  cosine_similarity current_groups dot_product empty_approx_set euclidean_distance
  evaluate_classifier_predictions from_encoded_polyline from_geojson_geometry from_ieee754_32
  from_ieee754_64 from_big_endian_32 from_big_endian_64 geometry_from_hadoop_shape
  great_circle_distance hyperloglog index intersection_cardinality inverse_beta_cdf
  inverse_normal_cdf jaccard_index json_array json_array_get json_exists json_object json_query
  json_value learn_classifier make_set_digest merge multimap_from_entries murmur3 normal_cdf
  numeric_histogram parse_data_size parse_presto_data_size parse_duration qdigest_agg
  quantile_at_value reduce_agg render rgb shuffle simplify_geometry spooky_hash_v2_32
  spooky_hash_v2_64 st_area st_asbinary st_astext st_contains st_distance st_geometryfromtext
  st_intersects st_point st_polygon st_x st_y t_pdf tdigest_agg to_geojson_geometry to_geometry
  to_ieee754_32 to_ieee754_64 try_json value_at_quantile wilson_interval_lower
  wilson_interval_upper word_stem`.split(/\s+/),
)
