import { collection } from './collection.ts'
import { geometry } from './geometry.ts'
import { math } from './math.ts'
import { moment } from './moment.ts'
import { signatures } from './signature.ts'
import { text } from './text.ts'

/** Every scalar function that a line describes; what no line can is in compile/special.ts. */
export const scalars = signatures(math + text + moment + collection + geometry)

/** Trino's functions that the laptop does not have: refused as such, and not as unknown. */
export const untranslated = new Set(
  `approx_most_frequent approx_set array_first array_last bar beta_cdf bing_tile char2hexint
  checksum classify color convex_hull_agg current_groups empty_approx_set
  evaluate_classifier_predictions from_encoded_polyline from_geojson_geometry from_ieee754_32
  from_ieee754_64 from_big_endian_32 from_big_endian_64 geometry_from_hadoop_shape hyperloglog
  index intersection_cardinality inverse_beta_cdf inverse_normal_cdf jaccard_index
  learn_classifier make_set_digest merge murmur3 normal_cdf numeric_histogram parse_data_size
  parse_presto_data_size parse_duration qdigest_agg quantile_at_value reduce_agg render rgb
  simplify_geometry spooky_hash_v2_32 spooky_hash_v2_64 st_asbinary t_pdf tdigest_agg
  to_geojson_geometry to_geometry to_ieee754_32 to_ieee754_64 try_json value_at_quantile
  wilson_interval_lower wilson_interval_upper word_stem st_asgeojson st_boundary st_buffer
  st_centroid st_convexhull st_crosses st_difference st_dimension st_endpoint st_envelope
  st_exteriorring st_geometryn st_geomfrombinary st_interiorrings st_intersection st_isclosed
  st_isring st_issimple st_isvalid st_linestring st_multipoint st_numgeometries st_overlaps
  st_pointn st_points st_relate st_startpoint st_symdifference st_touches st_union
  to_spherical_geography geometry_union bing_tile_at`.split(/\s+/),
)
