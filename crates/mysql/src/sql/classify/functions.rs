//! Words that may stand before a parenthesis without calling a stored or loadable function.
//!
//! The lists hold facts about MySQL 8.0 to 9.7: names that the server resolves itself, whatever functions users have created.
//! They leave out what has effects, waits for other servers or reads files, so that a read with it goes to the primary.

use super::super::words::WordTable;
use super::flags::Flags;

/// What is known of a word before a parenthesis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Callee {
    /// A builtin function without effects, or syntax.
    Pure,
    /// A builtin function only if nothing stands between it and the parenthesis (or under `IGNORE_SPACE`); otherwise the server
    /// looks for a stored function of that name.
    Adjacent,
    /// A builtin function of servers older than this version. Newer ones have it from a component, if not from a user.
    Before(u32),
    /// A builtin function that the flag tells about.
    Flagged(Flags),
}

/// What is known of `word`, if anything.
#[inline]
pub(super) fn callee(word: &[u8]) -> Option<Callee> {
    TABLE.get(word)
}

static TABLE: WordTable<Callee, 2048> = WordTable::new(&[
    (BUILTIN, Callee::Pure),
    (SYNTAX, Callee::Pure),
    (ADJACENT, Callee::Adjacent),
    ("md5 sha sha1", Callee::Before(90_600)),
    ("last_insert_id", Callee::Flagged(Flags::LAST_INSERT_ID)),
    ("found_rows", Callee::Flagged(Flags::FOUND_ROWS)),
    ("row_count", Callee::Flagged(Flags::ROW_COUNT)),
    (
        "connection_id ps_current_thread_id ps_thread_id",
        Callee::Flagged(Flags::CONNECTION_ID),
    ),
    (
        "get_lock release_lock release_all_locks is_free_lock is_used_lock",
        Callee::Flagged(Flags::USER_LOCKS),
    ),
]);

const BUILTIN: &str = "
    abs acos addtime aes_decrypt aes_encrypt any_value ascii asin atan atan2 avg benchmark bin bin_to_uuid binary bit_count
    bit_length ceil ceiling char char_length character_length charset coalesce coercibility collation compress concat
    concat_ws conv convert convert_tz cos cot crc32 cume_dist current_date current_role current_role_in current_time
    current_timestamp current_user current_user_in database date date_format datediff day dayname dayofmonth dayofweek
    dayofyear default degrees dense_rank elt etag exists exp export_set extractvalue field find_in_set first_value floor
    format format_bytes format_pico_time from_base64 from_days from_unixtime from_vector geomcollection geometrycollection
    get_format greatest grouping gtid_subset gtid_subtract hex hour icu_version if ifnull inet6_aton inet6_ntoa inet_aton
    inet_ntoa insert instr interval is_ipv4 is_ipv4_compat is_ipv4_mapped is_ipv6 is_uuid isnull json_array
    json_array_append json_array_insert json_contains json_contains_path json_depth json_extract json_insert json_keys
    json_length json_merge json_merge_patch json_merge_preserve json_object json_overlaps json_pretty json_quote json_remove
    json_replace json_schema_valid json_schema_validation_report json_search json_set json_storage_free json_storage_size
    json_type json_unquote json_valid json_value lag last_day last_value lcase lead least left length linestring ln
    localtime localtimestamp locate log log10 log2 lower lpad ltrim make_set makedate maketime match mbrcontains
    mbrcoveredby mbrcovers mbrdisjoint mbrequals mbrintersects mbroverlaps mbrtouches mbrwithin microsecond minute mod month
    monthname multilinestring multipoint multipolygon name_const nchar nth_value ntile nullif oct octet_length ord
    percent_rank period_add period_diff pi point polygon pow power quarter quote radians rand random_bytes rank regexp_instr
    regexp_like regexp_replace regexp_substr repeat replace reverse right roles_graphml round row row_number rpad rtrim
    schema sec_to_time second sha2 sign sin sleep soundex space sqrt st_area st_asbinary st_asgeojson st_astext st_aswkb
    st_aswkt st_buffer st_buffer_strategy st_centroid st_contains st_convexhull st_crosses st_difference st_dimension
    st_disjoint st_distance st_distance_sphere st_endpoint st_envelope st_equals st_exteriorring st_frechetdistance
    st_geohash st_geomcollfromtext st_geomcollfromtxt st_geomcollfromwkb st_geometrycollectionfromtext
    st_geometrycollectionfromwkb st_geometryfromtext st_geometryfromwkb st_geometryn st_geometrytype st_geomfromgeojson
    st_geomfromtext st_geomfromwkb st_hausdorffdistance st_interiorringn st_intersection st_intersects st_isclosed
    st_isempty st_issimple st_isvalid st_latfromgeohash st_latitude st_length st_linefromtext st_linefromwkb
    st_lineinterpolatepoint st_lineinterpolatepoints st_linestringfromtext st_linestringfromwkb st_longfromgeohash
    st_longitude st_makeenvelope st_mlinefromtext st_mlinefromwkb st_mpointfromtext st_mpointfromwkb st_mpolyfromtext
    st_mpolyfromwkb st_multilinestringfromtext st_multilinestringfromwkb st_multipointfromtext st_multipointfromwkb
    st_multipolygonfromtext st_multipolygonfromwkb st_numgeometries st_numinteriorring st_numinteriorrings st_numpoints
    st_overlaps st_pointatdistance st_pointfromgeohash st_pointfromtext st_pointfromwkb st_pointn st_polyfromtext
    st_polyfromwkb st_polygonfromtext st_polygonfromwkb st_simplify st_srid st_startpoint st_swapxy st_symdifference
    st_touches st_transform st_union st_validate st_within st_x st_y statement_digest statement_digest_text str_to_date
    strcmp string_to_vector substring_index subtime tan time time_format time_to_sec timediff timestamp timestampadd
    timestampdiff to_base64 to_days to_seconds to_vector truncate ucase uncompress uncompressed_length unhex unix_timestamp
    updatexml upper user utc_date utc_time utc_timestamp uuid uuid_to_bin values vector_dim vector_to_string version week
    weekday weekofyear weight_string year yearweek
";

/// Functions whose names are ordinary names unless a parenthesis follows at once.
const ADJACENT: &str = "
    adddate bit_and bit_or bit_xor cast count curdate curtime date_add date_sub extract group_concat json_arrayagg
    json_objectagg max mid min now position session_user st_collect std stddev stddev_pop stddev_samp subdate substr
    substring sum sysdate system_user trim var_pop var_samp variance
";

/// Keywords that are no functions. A stored function of such a name cannot be called without a schema or quotes.
const SYNTAX: &str = "
    against all and any as between bigint bit blob by case character columns cross datetime dec decimal distinct distinctrow
    div double else enum escape except float from group having high_priority in index int integer intersect into is join
    json_table key keys lateral like limit mediumint not numeric of on or order over partition range real regexp return
    rlike rollup rows select set smallint some sql_big_result sql_buffer_result sql_calc_found_rows sql_no_cache
    sql_small_result straight_join table text then tinyint union update use using varbinary varchar when where window with
    xor
";
